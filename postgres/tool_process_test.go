package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"poco/internal/pgcluster/pgtest"
)

// victimEnv makes the test binary a process that runs a tool until it is killed.
const victimEnv = "POCO_TEST_VICTIM"

// A victim is the work of such a process.
type victim struct {
	Tools     Tools
	URL       string
	Directory string // of a dump with two jobs; empty: a psql with Script
	Script    string
}

func runVictim(job string) int {
	var v victim
	if err := json.Unmarshal([]byte(job), &v); err != nil {
		panic(err)
	}
	config, err := ParseConfig(v.URL)
	if err != nil {
		panic(err)
	}
	session := ToolSession{Application: "victim"}
	if v.Directory != "" {
		err = Dump(context.Background(), config, v.Tools, DumpOptions{Format: DumpDirectory, Directory: v.Directory, Jobs: 2,
			Compress: "gzip:9", ToolSession: session})
	} else {
		var p *Psql
		if p, err = StartPsql(context.Background(), config, v.Tools, PsqlOptions{ToolSession: session}); err == nil {
			io.WriteString(p, v.Script)
			err = p.wait() // with its input open
		}
	}
	fmt.Println("not killed:", err)
	return 3
}

// start starts the victim.
func (v victim) start(t *testing.T) *exec.Cmd {
	t.Helper()
	job, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), victimEnv+"="+string(job))
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return c
}

// processAlive reports whether a process exists and is no zombie.
func processAlive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if os.IsNotExist(err) {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}

// children are the processes that a process has started, and theirs.
func children(t testing.TB, parent int) (pids []int) {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it has ended
		}
		after := stat[strings.LastIndexByte(string(stat), ')')+1:]
		if fields := strings.Fields(string(after)); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			pids = append(append(pids, pid), children(t, pid)...)
		}
	}
	return pids
}

// await waits until something is so.
func await(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func needsProc(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has /proc")
	}
}

func TestDumpAndItsWorkersEndWithAKilledProcess(t *testing.T) {
	needsProc(t)
	const big = `SELECT string_agg(md5(g::text || h::text), '') FROM generate_series(1, 1500) g, generate_series(1, 300) h GROUP BY g`
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE one AS "+big+"; CREATE TABLE two AS "+big)
	process := victim{Tools: findTools(t), URL: url, Directory: filepath.Join(t.TempDir(), "dump")}.start(t)
	c := open(t, url)
	awaitSessions(t, c, "poco victim", "query LIKE 'COPY %' AND state = 'active'", 2)
	pids := children(t, process.Process.Pid)
	if len(pids) != 3 {
		t.Fatalf("processes %v, want pg_dump and two workers", pids)
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	await(t, "pg_dump and its workers end", func() bool { return !slices.ContainsFunc(pids, processAlive) })
	awaitSessions(t, c, "poco victim", "true", 0)
}

func TestPsqlEndsWithAKilledProcess(t *testing.T) {
	needsProc(t)
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int); CREATE TABLE held (id int)")
	holder, c := open(t, url), open(t, url)
	run(t, holder, "BEGIN; LOCK TABLE held")
	for name, script := range map[string]string{
		"while it waits for its input": "BEGIN;\nINSERT INTO t VALUES (1);\n",
		"in mid-statement":             "BEGIN;\nINSERT INTO t VALUES (1);\nLOCK TABLE held;\n",
		"before COMMIT's semicolon":    "BEGIN;\nINSERT INTO t VALUES (1);\nCOMMIT\n",
	} {
		process := victim{Tools: findTools(t), URL: url, Script: script}.start(t)
		condition := "state = 'idle in transaction' AND query LIKE 'INSERT%'"
		if strings.Contains(script, "LOCK") {
			condition = "wait_event_type = 'Lock'"
		}
		awaitSessions(t, c, "poco victim", condition, 1)
		pids := children(t, process.Process.Pid)
		if len(pids) != 1 {
			t.Fatalf("%s: processes %v, want one", name, pids)
		}
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		await(t, name+": psql ends", func() bool { return !processAlive(pids[0]) })
		awaitSessions(t, c, "poco victim", "true", 0)
	}
	run(t, holder, "ROLLBACK")
	if got := tables(t, url)["public.t"]; got != 0 {
		t.Errorf("%d rows of a killed process", got)
	}
}

func TestCancelledDumpEndsAtOnce(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), withRows)
	holder, c := open(t, url), open(t, url)
	run(t, holder, "BEGIN; LOCK TABLE b IN ACCESS EXCLUSIVE MODE")
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := make(chan error)
	tools := findTools(t)
	go func() {
		ended <- Dump(ctx, parse(t, url), tools, DumpOptions{Format: DumpPlain, Out: io.Discard, ToolSession: ToolSession{Application: "cancelled"}})
	}()
	awaitSessions(t, c, "poco cancelled", "wait_event_type = 'Lock'", 1)
	cancel(errFull)
	if err := <-ended; !errors.Is(err, errFull) {
		t.Errorf("error %v, want the reason of the end", err)
	}
	awaitSessions(t, c, "poco cancelled", "true", 0) // and the lock is still held
	run(t, holder, "ROLLBACK")
}

func TestToolThatDoesNotListenIsKilled(t *testing.T) {
	needsProc(t)
	dir := t.TempDir()
	script := "#!/bin/sh\ntrap '' TERM\n(trap '' TERM; while :; do sleep 1; done) &\necho $! >&2\nwait\nwhile :; do sleep 1; done\n"
	if err := os.WriteFile(filepath.Join(dir, "pg_dump"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	worker := 0
	o := DumpOptions{Format: DumpPlain, Out: io.Discard, ToolSession: ToolSession{Log: func(line string) {
		worker, _ = strconv.Atoi(line)
		cancel()
	}}}
	err := Dump(ctx, parse(t, "postgres://u@127.0.0.1:1/d"), Tools{Dir: dir, Major: 15, Version: "15.1"}, o)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if worker == 0 || processAlive(worker) {
		t.Errorf("its worker %d is still there", worker)
	}
}

func TestWorkersEndWithAKilledTool(t *testing.T) {
	needsProc(t)
	dir := t.TempDir()
	script := "#!/bin/sh\n(while :; do sleep 1; done) &\necho $! >&2\nkill -KILL $$\n"
	if err := os.WriteFile(filepath.Join(dir, "pg_dump"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	worker := 0
	o := DumpOptions{Format: DumpPlain, Out: io.Discard, ToolSession: ToolSession{Log: func(line string) { worker, _ = strconv.Atoi(line) }}}
	err := Dump(t.Context(), parse(t, "postgres://u@127.0.0.1:1/d"), Tools{Dir: dir, Major: 15, Version: "15.1"}, o)
	var tool *ToolError
	if !errors.As(err, &tool) || tool.Signal != int(syscall.SIGKILL) {
		t.Errorf("error %v", err)
	}
	await(t, "the worker ends", func() bool { return worker != 0 && !processAlive(worker) })
}

func TestMissingToolIsTold(t *testing.T) {
	err := Dump(t.Context(), parse(t, "postgres://u@127.0.0.1:1/d"), Tools{Dir: t.TempDir(), Major: 15}, DumpOptions{Format: DumpPlain, Out: io.Discard})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestPasswordIsSeenNowhere(t *testing.T) {
	needsProc(t)
	const canary = "canary-sings-7f3c"
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	server := pgtest.Server(t)
	url := pgtest.Database(t, server, "CREATE TABLE held (id int)")
	admin := open(t, url)
	role := "canary_" + parse(t, url).DBName()
	run(t, admin, "CREATE ROLE "+role+" LOGIN PASSWORD '"+canary+"'", "ALTER TABLE held OWNER TO "+role)
	t.Cleanup(func() { admin.Exec(context.Background(), "DROP TABLE held; DROP ROLE "+role) })
	run(t, admin, "BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE")

	dsn := fmt.Sprintf("host=127.0.0.1 port=%d dbname=%s user=%s password=%s sslmode=disable", server.Port(), parse(t, url).DBName(), role, canary)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error)
	var lines []string
	tools := findTools(t)
	go func() {
		ended <- Dump(ctx, parse(t, dsn), tools, DumpOptions{Format: DumpPlain, Out: io.Discard, Progress: func(DumpProgress) {},
			ToolSession: ToolSession{Application: "canary", Log: func(line string) { lines = append(lines, line) }}})
	}()
	c := open(t, url)
	awaitSessions(t, c, "poco canary", "wait_event_type = 'Lock'", 1)
	pids := children(t, os.Getpid())
	if len(pids) == 0 {
		t.Fatal("no pg_dump to be seen")
	}
	for _, pid := range pids {
		for _, name := range []string{"cmdline", "environ"} {
			seen, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name))
			if err == nil && strings.Contains(string(seen), canary) {
				t.Errorf("the password is in /proc/%d/%s", pid, name)
			}
		}
	}
	err := filepath.WalkDir(temporary, func(path string, entry fs.DirEntry, err error) error {
		if path != temporary {
			t.Errorf("%s is on disk", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; err == nil || strings.Contains(Explain(err), canary) {
		t.Errorf("error %v", err)
	}
	if len(lines) == 0 || strings.Contains(strings.Join(lines, "\n"), canary) {
		t.Errorf("the lines are %q", lines)
	}
}

func TestPasswordIsHiddenInWhatAToolWrites(t *testing.T) {
	hide := func(dsn, text string) string { return passwordHider(parse(t, dsn)).Replace(text) }
	for _, test := range []struct{ dsn, text, want string }{
		{"postgres://app:hush-hush@h/shop", "it is hush-hush", "it is (sensitive)"},
		{"postgres://app:ab@h/shop", "ab, password=ab, postgres://app:ab@h", "ab, password=(sensitive), postgres://app:(sensitive)@h"},
		{"postgres://shop:shop@h/shop", `database "shop", :shop@`, `database "shop", :(sensitive)@`},
		{"postgres://app@h/shop", "nothing to hide", "nothing to hide"},
	} {
		if got := hide(test.dsn, test.text); got != test.want {
			t.Errorf("%s: %q, want %q", test.dsn, got, test.want)
		}
	}
}
