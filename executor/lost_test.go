package executor

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"poco/internal/pgcluster/pgtest"
	"poco/postgres"
	"poco/state"
)

// once calls do the first time that the checkpoint is passed.
func once(checkpoint string, do func()) func(string) {
	var first sync.Once
	return func(name string) {
		if name == checkpoint {
			first.Do(do)
		}
	}
}

func TestApplyOutlivesACrashOfTheTargetServer(t *testing.T) {
	s, cluster := ownShop(t)
	for _, at := range []string{"snapshot copy.refresh", "written " + copyID("items"), "recorded " + copyID("orders"),
		"committed " + copyID("orders"), "ending saved"} {
		t.Run(at, func(t *testing.T) {
			s := &shop{t: t, dir: t.TempDir(), source: s.source, target: pgtest.Database(t, cluster, shopTarget)}
			p := s.overwrite()
			o := s.options()
			o.Checkpoint = once(at, func() {
				if err := cluster.Kill(); err != nil {
					t.Error(err)
				}
				if err := cluster.Restart(context.Background()); err != nil {
					t.Error(err)
				}
			})
			s.apply(p, o)
			s.wantCopied(p)
			s.wantStatus(state.Done)
			if len(s.recorded(Retrying)) == 0 {
				t.Error("nobody was told of the retry")
			}
		})
	}
}

func TestApplyOutlivesTheLossOfEachSession(t *testing.T) {
	for _, test := range []struct{ name, side, session, at string }{
		{"control of the target", "target", "poco ci@build-2%", "written " + copyID("orders")},
		{"a worker of the target", "target", "poco apply%", "recorded " + copyID("orders")},
		{"the snapshot of the source", "source", "poco snapshot%", "begin " + copyID("orders")},
		{"all of the target at the end", "target", "poco%", "ending saved"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newShop(t)
			p := s.overwrite()
			url := map[string]string{"source": s.source, "target": s.target}[test.side]
			o := s.options()
			o.Checkpoint = once(test.at, func() {
				ended := s.query(url, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
					WHERE datname = current_database() AND application_name LIKE '`+test.session+`'`)
				if len(ended) == 0 {
					t.Error("no such session")
				}
			})
			s.apply(p, o)
			s.wantCopied(p)
			s.wantStatus(state.Done)
		})
	}
}

func TestServerThatStaysAwayStopsTheRunForLater(t *testing.T) {
	s, cluster := ownShop(t)
	p := s.overwrite()
	o := s.options()
	stop := make(chan struct{})
	o.Stop = stop // so that the test need not wait for the last try
	o.Checkpoint = once("written "+copyID("orders"), func() {
		if err := cluster.Kill(); err != nil {
			t.Error(err)
		}
	})
	events := o.Events
	retried := 0
	o.Events = func(e Event) {
		events(e)
		if e.Type == Retrying && e.Step == "" {
			if retried++; retried == 2 {
				close(stop)
			}
		}
	}
	_, err := Apply(context.Background(), p, o)
	var stopped *StoppedError
	if !errors.As(err, &stopped) || !isLost(stopped.Err) {
		t.Fatalf("with the server gone: %v", err)
	}
	s.wantStatus(state.Failed)
	if err := cluster.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if receipt := s.apply(p, s.options()); receipt.Run != stopped.Run {
		t.Errorf("run %s was resumed as %s", stopped.Run, receipt.Run)
	}
	s.wantCopied(p)
}

func TestWrongPasswordChangesNothing(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	o := s.options()
	o.Resolve = func(label string) (string, error) {
		dsn, err := s.resolve(label)
		return strings.Replace(dsn, ":"+pgtest.Server(t, 1).Password()+"@", ":canary@", 1), err
	}
	_, err := Apply(context.Background(), p, o)
	var connect *postgres.ConnectError
	if !errors.As(err, &connect) || postgres.Code(err) != "28P01" || strings.Contains(err.Error(), "canary") {
		t.Errorf("apply: %v", err)
	}
	if runs, err := s.store().Runs(t.Context()); err != nil || len(runs) > 0 {
		t.Errorf("runs %v, %v", runs, err)
	}
}

func TestLockTimeoutNamesTheBlocker(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	config, err := postgres.ParseConfig(s.target)
	if err != nil {
		t.Fatal(err)
	}
	blocker, err := postgres.Connect(t.Context(), config, postgres.Session{Application: "report"})
	if err != nil {
		t.Fatal(err)
	}
	defer blocker.Close(context.Background())
	if _, err := blocker.Exec(t.Context(), "BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	o := s.options()
	o.LockTimeout, o.Jobs = 100*time.Millisecond, 1
	_, err = Apply(t.Context(), p, o)
	var step *StepError
	if !errors.As(err, &step) || len(step.Blocked) != 1 || !strings.Contains(step.Blocked[0], "postgres, poco report, idle in transaction") {
		t.Fatalf("apply: %v", err)
	}
	if waits := s.recorded(Notice); len(waits) == 0 || !strings.Contains(waits[0].Message, "poco report") {
		t.Errorf("notices: %v", waits)
	}
	if len(s.recorded(Retrying)) != collisionTries-1 {
		t.Errorf("tried again %d times", len(s.recorded(Retrying)))
	}
	if _, err := blocker.Exec(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	s.apply(p, s.options())
	s.wantCopied(p)
}

// A dead process's session that is still at work neither blocks the run that
// resumes nor commits after it.
func TestResumeEndsWhatADeadProcessLeft(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	interrupted := s.stopAt(p, "begin "+copyID("orders"))
	config, err := postgres.ParseConfig(s.target)
	if err != nil {
		t.Fatal(err)
	}
	dead, err := postgres.Connect(t.Context(), config, postgres.Session{Schema: "public", Application: postgres.WorkerName(interrupted.Run)})
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close(context.Background())
	if _, err := dead.Exec(t.Context(), "BEGIN; TRUNCATE items; INSERT INTO items VALUES (1, 1, 'of the dead')"); err != nil {
		t.Fatal(err)
	}
	s.apply(p, s.options())
	s.wantCopied(p)
	if _, err := dead.Exec(t.Context(), "COMMIT"); err == nil {
		t.Error("the dead process's session has committed")
	}
}
