package state

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
)

// lockEnv makes the test binary a process that takes a store's lock, says so and
// holds it until it is killed or its input ends.
const lockEnv = "POCO_TEST_LOCK"

func TestMain(m *testing.M) {
	if where := os.Getenv(lockEnv); where != "" {
		holdLock(where)
		return
	}
	pgtest.Main(m)
}

func openAt(ctx context.Context, where string) (Store, error) {
	if strings.HasPrefix(where, "postgres") {
		return OpenPostgres(ctx, where)
	}
	return OpenLocal(where)
}

func holdLock(where string) {
	ctx := context.Background()
	store, err := openAt(ctx, where)
	if err == nil {
		_, err = store.Lock(ctx, someone(os.Getpid()), 0)
	}
	if err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		return
	}
	os.Stdout.WriteString("locked\n")
	io.Copy(io.Discard, os.Stdin)
}

func someone(pid int) Holder {
	host, _ := os.Hostname()
	return Holder{User: "ci", Host: host, PID: pid, Command: "poco apply refresh.plan.json",
		Since: time.Date(2026, 11, 24, 7, 15, 0, 0, time.UTC)}
}

// stores runs a test on both kinds of store. where opens the same store again.
func stores(t *testing.T, test func(t *testing.T, store Store, where string)) {
	for kind, where := range map[string]func(*testing.T) string{
		"local":    func(t *testing.T) string { return filepath.Join(t.TempDir(), ".poco", "state.json") },
		"postgres": func(t *testing.T) string { return pgtest.Database(t, pgtest.Server(t)) },
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			at := where(t)
			test(t, open(t, at), at)
		})
	}
}

func open(t *testing.T, where string) Store {
	t.Helper()
	store, err := openAt(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close(context.Background()) })
	return store
}

// run is a run of everything that a store must keep, started at a minute.
func run(id string, minute int, status Status) Run {
	at := time.Date(2026, 11, 24, 7, minute, 0, 123456000, time.UTC)
	return Run{ID: id, PlanID: "ab12", Intents: []string{"copy.refresh"}, Targets: []string{"qa"}, Status: status,
		Holder: someone(7), StartedAt: at, UpdatedAt: at, Steps: 9, StepsDone: 4, Rows: 1 << 40, RowsDone: 3,
		Error: "a \"quoted\" text\nof two lines → é", Tables: []Table{{Intent: "copy.refresh", Name: `public."Order"`, Planned: 5}}}
}

func save(t *testing.T, store Store, runs ...Run) {
	t.Helper()
	for _, r := range runs {
		if err := store.Save(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

func list(t *testing.T, store Store) []Run {
	t.Helper()
	runs, err := store.Runs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func TestStoreKeepsRunsNewestFirst(t *testing.T) {
	stores(t, func(t *testing.T, store Store, where string) {
		if runs := list(t, store); len(runs) != 0 {
			t.Errorf("a new store has runs: %v", runs)
		}
		first, second := run("a001", 1, Done), run("b002", 2, Running)
		save(t, store, first, second)
		second.Status, second.StepsDone, second.EndedAt = Failed, 8, second.StartedAt.Add(time.Hour)
		save(t, store, second)
		if diff := cmp.Diff([]Run{second, first}, list(t, open(t, where))); diff != "" {
			t.Errorf("runs (-want +got):\n%s", diff)
		}
	})
}

func TestStoreKeepsPlansByteForByte(t *testing.T) {
	stores(t, func(t *testing.T, store Store, where string) {
		document := "{\"b\": 1,\n \"a\": \"→ <é>\"}\n"
		for _, text := range []string{"{}", document} {
			if err := store.SavePlan(t.Context(), "ab12", []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := open(t, where).Plan(t.Context(), "ab12")
		if err != nil || string(got) != document {
			t.Errorf("plan is %q, %v", got, err)
		}
		if _, err := store.Plan(t.Context(), "cd34"); !errors.Is(err, ErrNoPlan) {
			t.Errorf("an unknown plan: %v", err)
		}
		for _, id := range []string{"", "../state", "AB12"} {
			if err := store.SavePlan(t.Context(), id, nil); err == nil {
				t.Errorf("the id %q was taken", id)
			}
		}
	})
}

func TestSecondLockNamesTheHolder(t *testing.T) {
	stores(t, func(t *testing.T, store Store, where string) {
		me := someone(os.Getpid())
		lock, err := store.Lock(t.Context(), me, 0)
		if err != nil {
			t.Fatal(err)
		}
		second := open(t, where)
		_, err = second.Lock(t.Context(), someone(2), 0)
		var locked *LockedError
		if !errors.As(err, &locked) || locked.Holder != me || locked.Where != store.Where() {
			t.Errorf("the second lock: %v", err)
		}
		if h, err := second.Holder(t.Context()); err != nil || h == nil || *h != me {
			t.Errorf("holder is %v, %v", h, err)
		}
		if _, err := second.Unlock(t.Context()); !errors.As(err, &locked) {
			t.Errorf("a living holder's lock was broken: %v", err)
		}
		if err := lock.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		if h, err := second.Holder(t.Context()); err != nil || h != nil {
			t.Errorf("after the release the holder is %v, %v", h, err)
		}
		again, err := second.Lock(t.Context(), someone(2), 0)
		if err != nil {
			t.Fatalf("after the release: %v", err)
		}
		again.Release(t.Context())
	})
}

func TestLockWaitsForTheHolderToEnd(t *testing.T) {
	stores(t, func(t *testing.T, store Store, where string) {
		lock, err := store.Lock(t.Context(), someone(1), 0)
		if err != nil {
			t.Fatal(err)
		}
		taken := make(chan error, 1)
		go func() {
			second, err := open(t, where).Lock(t.Context(), someone(2), time.Minute)
			if err == nil {
				err = second.Release(t.Context())
			}
			taken <- err
		}()
		if err := lock.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-taken; err != nil {
			t.Errorf("the waiting lock: %v", err)
		}
	})
}

func TestWaitForTheLockEndsWithItsContext(t *testing.T) {
	stores(t, func(t *testing.T, store Store, where string) {
		lock, err := store.Lock(t.Context(), someone(1), 0)
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Release(context.Background())
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := open(t, where).Lock(ctx, someone(2), time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// lockingProcess starts a process that holds the store's lock.
func lockingProcess(t *testing.T, where string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), lockEnv+"="+where)
	if _, err := c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("the process says %q, %v", line, err)
	}
	return c
}

func TestLockOfAnotherProcessEndsWithIt(t *testing.T) {
	stores(t, func(t *testing.T, store Store, where string) {
		process := lockingProcess(t, where)
		_, err := store.Lock(t.Context(), someone(2), 0)
		var locked *LockedError
		if !errors.As(err, &locked) || locked.Holder != someone(process.Process.Pid) {
			t.Errorf("while it lives: %v", err)
		}
		process.Process.Kill()
		process.Wait()
		lock, err := store.Lock(t.Context(), someone(2), time.Minute)
		if err != nil {
			t.Fatalf("after it was killed: %v", err)
		}
		lock.Release(t.Context())
	})
}

func TestUnlockSaysWhoseLockWasLeft(t *testing.T) {
	stores(t, func(t *testing.T, store Store, where string) {
		process := lockingProcess(t, where)
		process.Process.Kill()
		process.Wait()
		want := someone(process.Process.Pid)
		if h, err := store.Unlock(t.Context()); err != nil || h == nil || *h != want {
			t.Errorf("unlock gives %v, %v, want %v", h, err, want)
		}
		lock, err := store.Lock(t.Context(), someone(2), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		lock.Release(t.Context())
		if h, err := store.Unlock(t.Context()); err != nil || h != nil {
			t.Errorf("with nothing left, unlock gives %v, %v", h, err)
		}
	})
}

func TestUnlockEndsTheSessionOfAHolderThatIsGone(t *testing.T) {
	where := pgtest.Database(t, pgtest.Server(t))
	store := open(t, where)
	elsewhere := someone(1)
	elsewhere.Host = "a machine that lost its power"
	if _, err := store.Lock(t.Context(), elsewhere, 0); err != nil {
		t.Fatal(err)
	}
	if h, err := open(t, where).Unlock(t.Context()); err != nil || h == nil || *h != elsewhere {
		t.Fatalf("unlock gives %v, %v", h, err)
	}
	if _, err := open(t, where).Lock(t.Context(), someone(2), time.Minute); err != nil {
		t.Error(err)
	}
}

func TestSharedStoreOutlivesALostSession(t *testing.T) {
	where := pgtest.Database(t, pgtest.Server(t))
	store := open(t, where)
	save(t, store, run("a001", 1, Done))
	const end = `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'poco state'`
	if ended, err := pgtest.Query(t.Context(), where, end); err != nil || len(ended) != 1 {
		t.Fatalf("ended %v, %v", ended, err)
	}
	store.Runs(t.Context()) // fails, or not, as the server tells of the end
	if runs := list(t, store); len(runs) != 1 {
		t.Errorf("runs are %v", runs)
	}
}
