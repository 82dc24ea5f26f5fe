package command_test

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

const (
	copied   = "SELECT count(*), min(name) FROM customers"
	validKey = "SELECT convalidated FROM pg_constraint WHERE conname = 'orders_customer_id_fkey'"
)

func TestApplyAsksOnATerminal(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]struct {
		code int
		rows string
	}{
		"yes\n": {0, "20|dev 1"},
		"y\n":   {1, "5|qa 1"},
		"\n":    {1, "5|qa 1"},
		"":      {1, "5|qa 1"},
		"no\n":  {1, "5|qa 1"},
	} {
		s := newSession(t)
		s.tty, s.stdin = true, answer
		r := s.poco("apply")
		if r.code != want.code {
			t.Errorf("answer %q: exit %d, want %d\n%s", answer, r.code, want.code, r.stderr)
		}
		if got := s.query(copied); got != want.rows {
			t.Errorf("answer %q: the target holds %s, want %s", answer, got, want.rows)
		}
		if !strings.Contains(r.stderr, "This destroys 48 rows in 3 tables of qa (") {
			t.Errorf("the question does not say what is destroyed:\n%s", r.stderr)
		}
	}
}

// interrupted runs apply until it stands before a lock, and signals it.
func interrupted(s *session, signals []os.Signal, args ...string) result {
	s.t.Helper()
	release := s.hold("notes")
	wait := s.start(args...)
	s.blocked()
	for _, signal := range signals {
		s.signals <- signal
	}
	if len(signals) == 1 { // what is in flight is finished
		release()
	}
	r := wait()
	release()
	return r
}

func TestInterruptedApplySaysHowToGoOnAndDoes(t *testing.T) {
	t.Parallel()
	for name, signals := range map[string][]os.Signal{
		"one Ctrl-C":  {os.Interrupt},
		"two Ctrl-C":  {os.Interrupt, os.Interrupt},
		"SIGTERM":     {syscall.SIGTERM},
		"two SIGTERM": {syscall.SIGTERM, syscall.SIGTERM},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			s.must("plan", "--out", "refresh.plan.json")
			r := interrupted(s, signals, "apply", "refresh.plan.json", "--auto-approve", "--jobs", "1")
			if r.code != 130 {
				t.Fatalf("exit %d, want 130\n%s%s", r.code, r.stdout, r.stderr)
			}
			lines := strings.Split(strings.TrimSpace(r.stderr), "\n")
			if got, want := lines[len(lines)-1], "  Go on with:    poco apply refresh.plan.json"; got != want {
				t.Errorf("the last line is %q, want %q", got, want)
			}
			if n := strings.Count(r.stderr, "in flight; press Ctrl-C again"); len(signals) == 1 && n != 1 {
				t.Errorf("the stop is told %d times, want once:\n%s", n, r.stderr)
			}
			if !strings.Contains(s.must("runs").stdout, "interrupted") {
				t.Error("poco runs does not list the run as interrupted")
			}
			r = s.must("apply", "refresh.plan.json")
			if !strings.Contains(r.stderr, "Resuming run ") {
				t.Errorf("the run was not resumed:\n%s", r.stderr)
			}
			s.must("verify", "refresh.plan.json")
			if got := s.query(validKey); got != "t" {
				t.Errorf("the foreign key is %q", got)
			}
		})
	}
}

func TestApplyOfTheSameNamesGoesOnWithTheirRun(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	if r := interrupted(s, []os.Signal{os.Interrupt, os.Interrupt}, "apply", "copy.refresh", "--auto-approve"); r.code != 130 ||
		!strings.HasSuffix(r.stderr, "Go on with:    poco apply copy.refresh\n") {
		t.Fatalf("exit %d\n%s", r.code, r.stderr)
	}
	r := s.must("apply", "copy.refresh")
	if !strings.Contains(r.stderr, "An unfinished run of this recipe goes on") {
		t.Errorf("nothing says that the run goes on:\n%s", r.stderr)
	}
	s.must("verify", "copy.refresh")
}

func TestRunGoesOnByItsID(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	interrupted(s, []os.Signal{os.Interrupt, os.Interrupt}, "apply", "--auto-approve")
	s.write("main.poco.hcl", shopRecipe+"\nlocals { changed = true }\n")
	r := s.poco("apply", "--auto-approve")
	if r.code != 1 || !strings.Contains(r.stderr, "Go on with:    poco apply ") {
		t.Fatalf("another plan while a run is unfinished: exit %d\n%s", r.code, r.stderr)
	}
	s.must("apply", runID(s))
	s.must("verify", runID(s))
}

// runID is the newest run's.
func runID(s *session) string {
	s.t.Helper()
	lines := strings.Split(s.must("runs").stdout, "\n")
	if len(lines) < 2 {
		s.t.Fatal("there is no run")
	}
	return strings.Fields(lines[1])[0]
}

func TestLostStateDoesNotKeepARunFromGoingOn(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.must("plan", "--out", "refresh.plan.json")
	interrupted(s, []os.Signal{os.Interrupt, os.Interrupt}, "apply", "refresh.plan.json", "--auto-approve")
	if err := os.RemoveAll(s.dir + "/.poco"); err != nil {
		t.Fatal(err)
	}
	if r := s.must("apply", "refresh.plan.json"); !strings.Contains(r.stderr, "Resuming run ") {
		t.Errorf("the run was not resumed:\n%s", r.stderr)
	}
	s.must("verify", "refresh.plan.json")
}

// What a lost state knew stands in the ledger: a run can be named, or given up,
// without it.
func TestLostStateDoesNotHideARunFromApplyByIDAndAbort(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(s *session, run string) (valid string){
		"apply RUN": func(s *session, run string) string {
			if r := s.must("apply", run); !strings.Contains(r.stderr, "Resuming run "+run) {
				t.Errorf("the run was not resumed:\n%s", r.stderr)
			}
			if got := s.query(copied); got != "20|dev 1" {
				t.Errorf("the target holds %s", got)
			}
			return "t"
		},
		// What of the rows had come over decides whether the key can be valid; where it
		// is not, abort has to say so.
		"abort": func(s *session, _ string) string {
			if r := s.must("abort"); strings.Contains(r.stdout+r.stderr, "is back, but NOT VALID") {
				return "f"
			}
			return "t"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			interrupted(s, []os.Signal{os.Interrupt, os.Interrupt}, "apply", "--auto-approve")
			run := runID(s)
			if err := os.RemoveAll(s.dir + "/.poco"); err != nil {
				t.Fatal(err)
			}
			valid := then(s, run)
			if got := s.query(validKey); got != valid {
				t.Errorf("the foreign key is valid: %q, want %q", got, valid)
			}
			if got := s.query("SELECT to_regnamespace('poco')"); got != "∅" {
				t.Errorf("something of poco's stays: %s", got)
			}
		})
	}
}

// A plan that was applied is stale, and what it says first is why.
func TestStalePlanSaysThatItWasApplied(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.must("plan", "--out", "refresh.plan.json")
	s.must("apply", "refresh.plan.json", "--auto-approve")
	r := s.poco("apply", "refresh.plan.json", "--auto-approve")
	if r.code != 12 || !strings.Contains(r.stderr, "has applied this plan already") {
		t.Errorf("exit %d\n%s", r.code, r.stderr)
	}
}

func TestAbortPutsKeysBack(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	interrupted(s, []os.Signal{os.Interrupt, os.Interrupt}, "apply", "--auto-approve")
	r := s.must("abort")
	if !strings.Contains(r.stdout, "is aborted") {
		t.Errorf("abort says\n%s", r.stdout)
	}
	if got := s.query("SELECT count(*) FROM pg_constraint WHERE conname = 'orders_customer_id_fkey'"); got != "1" {
		t.Errorf("%s foreign keys are there, want 1", got)
	}
	if got := s.query("SELECT to_regnamespace('poco')"); got != "∅" {
		t.Errorf("something of poco's stays: %s", got)
	}
	if !strings.Contains(s.must("runs").stdout, "aborted") {
		t.Error("poco runs does not list the run as aborted")
	}
}

func TestSecondApplyIsToldWhoHoldsTheLock(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.must("plan", "--out", "refresh.plan.json")
	release := s.hold("notes")
	wait := s.start("apply", "refresh.plan.json", "--auto-approve")
	s.blocked()
	second := *s
	r := second.poco("apply", "refresh.plan.json", "--auto-approve")
	if r.code != 11 || !strings.Contains(r.stderr, "is locked by") || !strings.Contains(r.stderr, "poco apply refresh.plan.json") {
		t.Errorf("exit %d, want 11 and the holder\n%s", r.code, r.stderr)
	}
	if r := s.poco("unlock"); r.code != 11 || !strings.Contains(r.stderr, "living process") {
		t.Errorf("unlock of a living holder: exit %d\n%s", r.code, r.stderr)
	}
	if r := s.must("runs"); !strings.Contains(r.stdout, "running") {
		t.Errorf("runs lists\n%s", r.stdout)
	}
	release()
	if r := wait(); r.code != 0 {
		t.Errorf("the first: exit %d\n%s", r.code, r.stderr)
	}
	if r := s.must("unlock"); !strings.Contains(r.stdout, "No lock is left behind") {
		t.Errorf("unlock says\n%s", r.stdout)
	}
}
