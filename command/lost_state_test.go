package command_test

import (
	"os"
	"strings"
	"testing"
)

func TestRunsFindsWhatOnlyALedgerKnows(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	interrupted(s, []os.Signal{os.Interrupt, os.Interrupt}, "apply", "--auto-approve")
	run := runID(s)
	if err := os.RemoveAll(s.dir + "/.poco"); err != nil {
		t.Fatal(err)
	}
	if r := s.must("runs"); !strings.Contains(r.stdout, "No run yet") || !strings.Contains(r.stderr, "poco runs --databases") {
		t.Errorf("without a state runs says\n%s%s", r.stdout, r.stderr)
	}
	if r := s.must("runs", "--databases"); !strings.Contains(r.stdout, run+"   interrupted") || !strings.Contains(r.stdout, "copy.refresh") {
		t.Errorf("runs --databases lists\n%s%s", r.stdout, r.stderr)
	}
	if r := s.must("runs", run); !strings.Contains(r.stdout, "Go on with:    poco apply "+run) {
		t.Errorf("runs %s says\n%s%s", run, r.stdout, r.stderr)
	}
	s.must("abort", run)
	if r := s.must("runs", "--databases", "--json"); strings.Contains(r.stdout, `"interrupted"`) {
		t.Errorf("the run has ended, but:\n%s", r.stdout)
	}
}

func TestRunsSaysWhichDatabaseItCouldNotAsk(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.qa = "postgres://app@127.0.0.1:1/qa"
	if r := s.must("runs", "--databases"); !strings.Contains(r.stderr, "Warning: cannot connect to qa") {
		t.Errorf("runs says\n%s%s", r.stdout, r.stderr)
	}
}
