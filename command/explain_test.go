package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"poco/executor"
	"poco/postgres"
	"poco/state"
)

func TestErrorsBecomeCodesAndWords(t *testing.T) {
	holder := state.Holder{User: "ci", Host: "build-2", PID: 7, Command: "poco apply x", Since: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)}
	for _, test := range []struct {
		err  error
		code int
		want []string // in the summaries and details
	}{
		{nil, 0, nil},
		{told{exitChanges}, 2, nil},
		{errors.New("oh"), 1, []string{"oh"}},
		{context.Canceled, 130, []string{"interrupted"}},
		{fmt.Errorf("wrapped: %w", errInterrupted), 130, []string{"Nothing was changed"}},
		{&problem{summary: "s", detail: "d"}, 1, []string{"s", "d"}},
		{&executor.StaleError{Changes: []string{"dev.public.orders has a column channel"}, Run: "7f3c",
			Position: executor.Position{Steps: 9, StepsDone: 2, Targets: []string{"qa"}}}, 12,
			[]string{"stale", "Run 7f3c had begun before that: 2 of its 9 steps are done on qa", "poco abort 7f3c"}},
		{&executor.StaleError{Changes: []string{"qa.public.orders has a column channel"}}, 12, []string{"stale", "- qa.public.orders has a column channel", "Nothing was changed"}},
		{&state.LockedError{Holder: holder, Where: "qa (app@h:1/x)", Session: 4711}, 11, []string{"qa (app@h:1/x) is locked by ci@build-2", "pg_terminate_backend(4711)"}},
		{&state.LockedError{Holder: holder, Where: "the state"}, 11, []string{"ci@build-2", "since 2026-11-23 07:00:00 UTC", "--lock-timeout", "poco unlock"}},
		{&executor.UnfinishedError{Run: "7f3c", Target: "qa", Holder: holder}, 1, []string{"poco apply 7f3c", "poco abort 7f3c"}},
		{&executor.NoRunError{}, 1, []string{"no run is unfinished", "poco runs"}},
		{&executor.MoreRowsError{Table: "qa.public.orders", Shown: 1000, Exact: true, Now: 1204}, 1, []string{"qa.public.orders now holds 1,204 rows, 204 more than the 1,000 that the plan showed", "Plan again"}},
		{&executor.MoreRowsError{Table: "qa.public.orders", Shown: 1000, Now: 1204}, 1, []string{"qa.public.orders now holds 1,204 rows; the plan showed about 1,000"}},
		{&executor.StoppedError{Run: "7f3c", Err: &executor.StepError{Title: "copy public.orders", Where: "qa", Reason: "disk full\nDETAIL", Hint: "Make room."}},
			10, []string{"cannot copy public.orders (qa)", "disk full", "Make room."}},
		{&executor.InterruptedError{Run: "7f3c"}, 130, nil},
		{&executor.ForeignKeyError{Constraint: "k", Database: "qa", Table: "public.orders", Columns: []string{"customer_id"},
			References: "public.customers", Rows: 5, Keys: []string{"1", "2"}}, 1,
			[]string{"cannot add foreign key k", "5 rows of qa.public.orders have a key (customer_id) that qa.public.customers does not: 1, 2, …", "not in place"}},
		{&state.DamagedError{Path: "p", Kept: "p.damaged", Err: errors.New("cut")}, 1, []string{"p is damaged", "moved to p.damaged", "resumes it"}},
		{&state.VersionError{Path: "p", Version: 9}, 1, []string{"format version 9"}},
		{&postgres.ConnectError{Where: "app@h:1/x", Reason: "no", Hint: "Try."}, 1, []string{"cannot connect to app@h:1/x", "Try."}},
	} {
		if got := exitCode(test.err); got != test.code {
			t.Errorf("%v: exit %d, want %d", test.err, got, test.code)
		}
		if test.err == nil {
			continue
		}
		diags, _ := explain(test.err)
		text := ""
		for _, d := range diags {
			text += d.Summary + "\n" + d.Detail + "\n"
		}
		for _, want := range test.want {
			if !strings.Contains(text, want) {
				t.Errorf("%T does not say %q:\n%s", test.err, want, text)
			}
		}
	}
}

func TestOneErrorIsToldOnce(t *testing.T) {
	lost := errors.New("the connection was lost")
	diags, _ := explain(&diagnosedStop{errors.Join(lost, errors.Join(errors.New("another"), lost))})
	if len(diags) != 1 {
		t.Fatalf("a wrapped error is taken apart: %v", diags)
	}
	diags, _ = explain(errors.Join(lost, errors.Join(errors.New("another"), lost)))
	if len(diags) != 2 {
		t.Errorf("two different errors are told %d times: %v", len(diags), diags)
	}
}

// diagnosedStop has words of its own around several errors.
type diagnosedStop struct{ err error }

func (d *diagnosedStop) Error() string { return "all workers stopped" }
func (d *diagnosedStop) Unwrap() error { return d.err }

func TestCommandLineCanBePasted(t *testing.T) {
	a := newApp(Environment{})
	a.flags.dir, a.flags.vars = "the folder", []string{"since=2026-01-01", "name=it's"}
	want := `poco apply refresh.plan.json --dir 'the folder' --var since=2026-01-01 --var 'name=it'\''s'`
	if got := a.commandLine("apply", "refresh.plan.json"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestArgumentsOfApplyAreToldApart(t *testing.T) {
	for arg, want := range map[string]string{
		"copy.refresh": "name", "backup.nightly": "name", "restore.x": "name",
		"refresh.plan.json": "file", "copy.json": "file", "copy.refresh.json": "file", "./copy.refresh": "file", "plans/copy.x": "file", "refresh": "file",
		"7f3c": "run", "0123456789abcdef": "run", "7f3": "file", "7F3C": "file",
	} {
		got := "name"
		switch args := []string{arg}; {
		case isPlanFile(args):
			got = "file"
		case isRun(args):
			got = "run"
		}
		if got != want {
			t.Errorf("%s is taken for a %s, want a %s", arg, got, want)
		}
	}
}
