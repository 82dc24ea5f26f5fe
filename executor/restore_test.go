package executor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// A torn shop has a backup, and a target that was damaged since.
type torn struct {
	*shop
	file         string
	want, before []string
}

func newTorn(t *testing.T, format string) *torn {
	t.Helper()
	s := newShop(t)
	d := &torn{shop: s, want: s.image(), file: s.made(format)}
	s.exec(s.target, damage)
	d.before = s.image()
	s.events = nil
	return d
}

// plan is that of the restore, of a file of the given format.
func (d *torn) plan(format string, change ...func(*plan.Step)) *plan.Plan {
	d.t.Helper()
	v := d.vault()
	step := v.restore(d.file, format, shopCounts)
	for _, do := range change {
		do(step)
	}
	return v.sealed()
}

// rewrite alters the file.
func (d *torn) rewrite(old, new string) {
	d.t.Helper()
	text := d.readFile(d.file)
	if !strings.Contains(text, old) {
		d.t.Fatalf("the file holds no %q", old)
	}
	if err := os.WriteFile(filepath.Join(d.dir, d.file), []byte(strings.Replace(text, old, new, 1)), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// each runs a test on the torn target with the file as it was made. What it tries
// must leave the target as it was.
func (d *torn) each(all *testing.T, name string, test func(t *testing.T)) {
	whole := d.readFile(d.file)
	defer func() { d.t = all }()
	all.Run(name, func(t *testing.T) {
		d.t = t
		test(t)
	})
	if err := os.WriteFile(filepath.Join(d.dir, d.file), []byte(whole), 0o600); err != nil {
		all.Fatal(err)
	}
}

func TestARestoreTellsWhatCameBack(t *testing.T) {
	d := newTorn(t, "plain")
	receipt := d.apply(d.plan("plain"), d.vaultOptions())
	d.wantImage(d.want)
	rows := map[string]int64{}
	for _, table := range receipt.Tables {
		rows[strings.TrimPrefix(table.Name, "public.")] = table.Copied
		if !table.Done {
			t.Errorf("%s is not done", table.Name)
		}
	}
	for name, want := range shopCounts {
		if rows[name] != want {
			t.Errorf("%s: %d rows are told, want %d", name, rows[name], want)
		}
	}
	if receipt.Copied != 19 || receipt.Planned != 19 {
		t.Errorf("receipt %+v", receipt)
	}
	progress, done := d.recorded(Progress), d.recorded(StepDone)
	if len(progress) == 0 || progress[0].Kind != "restore" || len(done) != 1 || done[0].Rows != 19 || done[0].Bytes == 0 {
		t.Errorf("progress %+v, done %+v", progress, done)
	}
	results, err := Verify(t.Context(), d.plan("plain"), d.vaultOptions())
	if err != nil || len(results) != 5 || !results[0].Equal || results[0].Compared != "rows" {
		t.Errorf("verified %+v, %v", results, err)
	}
	d.exec(d.target, "DELETE FROM items")
	results, err = Verify(t.Context(), d.plan("plain"), d.vaultOptions())
	if err != nil || results[3].Equal || results[3].Reason != "the file has 5 rows, qa 0" {
		t.Errorf("verified %+v, %v", results, err)
	}
}

// Whatever is wrong with a restore, it is told, and the target is as it was.
func TestARestoreThatFailsChangesNothing(t *testing.T) {
	for _, test := range []struct {
		name string
		file [2]string // what is put into the file in place of what, before the plan reads it
		step func(*plan.Step)
		late [2]string // the same, after the plan
		do   string    // what another client does to the target after the plan was checked
		want []string
	}{
		{name: "a file that changed", late: [2]string{"old 1", "new 1"}, want: []string{"is not the file that the plan has read"}},
		{name: "a file of another size", late: [2]string{"old 1", "older 1"}, want: []string{"bytes now; the plan has read"}},
		{name: "more rows than shown", do: "INSERT INTO invoices VALUES (900, NULL)",
			want: []string{"qa.public.invoices now holds 5 rows, 1 more than the 4 that the plan showed"}},
		{name: "a command of psql's", file: [2]string{"COPY public.customers", "\\! touch hacked\nCOPY public.customers"},
			want: []string{"is refused", "[meta-command]"}},
		{name: "a program", file: [2]string{"COPY public.customers", "COPY public.customers FROM PROGRAM 'touch hacked';\nCOPY public.customers"},
			want: []string{"is refused", "[copy-program]"}},
		{name: "a row that does not fit", file: [2]string{"3\told 3", "x3\told 3"},
			want: []string{`invalid input syntax for type bigint: "x3"`, "COPY customers, line 3", ": COPY public.customers"}},
		{name: "a statement that fails", file: [2]string{"ALTER TABLE ONLY public.orders\n    ADD CONSTRAINT orders_pkey", "ALTER TABLE ONLY public.ordars\n    ADD CONSTRAINT orders_pkey"},
			want: []string{`relation "public.ordars" does not exist`, "It is at line", ": ALTER TABLE public.ordars"}},
		{name: "rows that are not those of the plan", file: [2]string{"3\t3\n4\t4\n", "3\t3\n"},
			want: []string{"public.invoices held 3 rows", "the plan has counted 4 in it"}},
		{name: "a file that ends its transaction", step: func(s *plan.Step) {
			s.SQL = append(s.SQL, "COMMIT", "BEGIN")
		}, want: []string{"has ended the transaction"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newTorn(t, "plain")
			if test.file[0] != "" {
				d.rewrite(test.file[0], test.file[1])
			}
			p := d.plan("plain", func(s *plan.Step) {
				if test.step != nil {
					test.step(s)
				}
			})
			if test.late[0] != "" {
				d.rewrite(test.late[0], test.late[1])
			}
			o := d.vaultOptions()
			if test.do != "" {
				o.Checkpoint = once("begin "+restoreID, func() {
					d.exec(d.target, test.do)
					d.before = d.image()
				})
			}
			_, err := Apply(context.Background(), p, o)
			if err == nil {
				t.Fatal("it was restored")
			}
			var stopped *StoppedError
			if errors.As(err, &stopped) {
				t.Error("the run is to be resumed, and nothing was done")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error says not %q:\n%v", want, err)
				}
			}
			if test.step != nil {
				return // the plan's own SQL has left the transaction
			}
			if test.do != "" {
				d.before = withoutPoco(d.before)
			}
			d.wantImage(d.before)
		})
	}
}

func withoutPoco(image []string) (kept []string) {
	for _, line := range image {
		if line != "schema poco" {
			kept = append(kept, line)
		}
	}
	return kept
}

// A key of a table outside that the restored rows violate rolls all back, and is told
// with the key.
func TestAKeyFromOutsideThatTheFileViolatesIsTold(t *testing.T) {
	d := newTorn(t, "plain")
	d.exec(d.target, `CREATE TABLE notes (id int PRIMARY KEY, customer_id bigint REFERENCES customers); INSERT INTO notes VALUES (1, 77)`)
	before := d.image()
	p := d.plan("plain", func(s *plan.Step) {
		s.SQL = append(s.SQL, "ALTER TABLE public.notes DROP CONSTRAINT notes_customer_id_fkey")
		s.Restoration.After = []string{"ALTER TABLE public.notes ADD CONSTRAINT notes_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id)"}
	})
	_, err := Apply(context.Background(), p, d.vaultOptions())
	var step *StepError
	if !errors.As(err, &step) || !strings.Contains(step.Reason, "notes_customer_id_fkey") || !strings.Contains(step.Reason, "(77)") ||
		!strings.Contains(step.Hint, "rolled back") {
		t.Fatalf("apply: %v", err)
	}
	d.wantImage(before)
	d.exec(d.target, "DELETE FROM notes")
	d.apply(p, d.vaultOptions())
	if valid := d.query(d.target, "SELECT convalidated FROM pg_constraint WHERE conname = 'notes_customer_id_fkey'"); len(valid) != 1 || valid[0] != "t" {
		t.Errorf("the key from outside: %v", valid)
	}
	d.exec(d.target, "DROP TABLE notes")
	d.wantImage(d.want)
}

func TestARestoreThatWaitsForALockIsTriedAgainAndNamesTheBlocker(t *testing.T) {
	d := newTorn(t, "custom")
	p := d.plan("custom")
	config, err := postgres.ParseConfig(d.target)
	if err != nil {
		t.Fatal(err)
	}
	blocker, err := postgres.Connect(t.Context(), config, postgres.Session{Application: "report"})
	if err != nil {
		t.Fatal(err)
	}
	defer blocker.Close(context.Background())
	if _, err := blocker.Exec(t.Context(), "BEGIN; LOCK TABLE invoices IN ACCESS SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	o := d.vaultOptions()
	o.LockTimeout = 300 * time.Millisecond
	_, err = Apply(t.Context(), p, o)
	var step *StepError
	if !errors.As(err, &step) || postgres.Code(err) != "55P03" || len(step.Blocked) != 1 || !strings.Contains(step.Blocked[0], "poco report") {
		t.Fatalf("apply: %v", err)
	}
	if len(d.recorded(Retrying)) != collisionTries-1 {
		t.Errorf("tried again %d times", len(d.recorded(Retrying)))
	}
	if _, err := blocker.Exec(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	d.apply(p, d.vaultOptions())
	d.wantImage(d.want)
}

// Whether a restore took place whose session was lost, the ledger says.
func TestARestoreOutlivesALostSession(t *testing.T) {
	for _, at := range []string{"feeding ", "written ", "commit written "} {
		t.Run(at, func(t *testing.T) {
			d := newTorn(t, "plain")
			o := d.vaultOptions()
			o.Checkpoint = once(at+restoreID, func() {
				d.query(d.target, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'poco apply %'")
			})
			d.apply(d.plan("plain"), o)
			d.wantImage(d.want)
			d.wantStatus(state.Done)
		})
	}
}

func TestAStoppedRestoreIsRolledBackAndBeginsAgain(t *testing.T) {
	d := newTorn(t, "plain")
	p := d.plan("plain")
	o := d.vaultOptions()
	stop := make(chan struct{})
	o.Stop = stop
	o.Checkpoint = once("fed "+restoreID, func() {
		close(stop)
		for len(d.recorded(Stopping)) == 0 {
		}
	})
	_, err := Apply(context.Background(), p, o)
	var interrupted *InterruptedError
	if !errors.As(err, &interrupted) {
		t.Fatalf("apply: %v", err)
	}
	if said := d.recorded(Stopping)[0].Message; !strings.Contains(said, "rolling back the restore in flight") {
		t.Errorf("said: %s", said)
	}
	if now := withoutPoco(d.image()); fmt.Sprint(now) != fmt.Sprint(d.before) {
		t.Errorf("the target is %v", now)
	}
	d.apply(p, d.vaultOptions())
	d.wantImage(d.want)
}

// Given up, an unfinished restore has left the target as it was, and a backup stays.
func TestAnAbortTellsOfBackupsAndRestores(t *testing.T) {
	d := newTorn(t, "plain")
	v := d.vault()
	v.backup("plain")
	v.restore(d.file, "plain", shopCounts)
	p := v.sealed()
	o := d.vaultOptions()
	stop := make(chan struct{})
	o.Stop = stop
	o.Checkpoint = once("begin "+restoreID, func() { close(stop) })
	var interrupted *InterruptedError
	if _, err := Apply(t.Context(), p, o); !errors.As(err, &interrupted) {
		t.Fatalf("apply: %v", err)
	}
	receipt, err := Abort(t.Context(), "", d.vaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	want := "The backup backups/" + d.backups()[0].Name + " of qa that the run has made stays.\n" +
		"qa was not restored from " + d.file + ": what it holds was not touched."
	if got := strings.Join(receipt.Notes, "\n"); got != want {
		t.Errorf("notes:\n%s\nwant:\n%s", got, want)
	}
	d.wantImage(d.before)
}
