package executor

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"poco/backup"
	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// guarded is the plan of overwrite, with a backup before it.
func (s *shop) guarded(format string) *plan.Plan {
	s.t.Helper()
	p := s.overwrite()
	v := s.vault()
	step := v.backup(format)
	step.Dump.Guards, step.Dump.Schemas = []string{"copy.refresh"}, nil
	step.Dump.Tables = []plan.Name{public("customers"), public("items"), public("orders")}
	p.Intents, p.Steps = slices.Concat(v.p.Intents, p.Intents), slices.Concat(v.p.Steps, p.Steps)
	if err := p.Seal(); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// fakeTools lets pg_dump and psql be scripts, in which $real is the true one.
func fakeTools(t *testing.T, tool, script string) {
	t.Helper()
	real, err := postgres.FindTools(t.Context(), 150000)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"pg_dump", "pg_restore", "psql"} {
		text := fmt.Sprintf("#!/bin/sh\nreal=%s\n", real.Path(name))
		if name == tool {
			text += "case \"$1\" in --version) ;; *)\n" + script + "\n;; esac\n"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text+"exec \"$real\" \"$@\"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("POCO_PG_BIN", dir)
}

// Whatever becomes of the backup that guards a copy, where it fails nothing of the
// target was touched, and nothing is listed.
func TestACopyWhoseBackupFailsTouchesNothing(t *testing.T) {
	for _, test := range []struct {
		name   string
		script string // of pg_dump
		change func(s *shop, d *plan.Dump)
		want   string
	}{
		{"killed", `head -c 300 /dev/zero; kill -KILL $$`, nil, "pg_dump 15.18 was killed"},
		{"half", `"$real" "$@" | head -c 2000; echo "pg_dump: error: it broke" >&2; exit 1`, nil, "it broke"},
		{"too large", "", func(_ *shop, d *plan.Dump) { d.MaxSize = 100 }, "more than the 100 of max_size"},
		{"no folder", "", func(s *shop, d *plan.Dump) {
			d.Directory = "file/backups"
			os.WriteFile(filepath.Join(s.dir, "file"), []byte("x"), 0o600)
		}, "not a directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newShop(t)
			if test.script != "" {
				fakeTools(t, "pg_dump", test.script)
			}
			before := s.image()
			p := s.guarded("plain")
			if test.change != nil {
				test.change(s, p.Steps[0].Dump)
				if err := p.Seal(); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Apply(t.Context(), p, s.vaultOptions())
			var step *StepError
			if !errors.As(err, &step) || !strings.Contains(err.Error(), test.want) || step.Step != backupID || step.Where != "qa" {
				t.Errorf("apply: %v", err)
			}
			var stopped *StoppedError
			if errors.As(err, &stopped) {
				t.Error("the run is to be resumed, and nothing was done")
			}
			s.wantImage(before)
			s.wantBackups(0)
			s.wantStatus(state.Aborted)
		})
	}
}

// What the role may not read is not left out in silence.
func TestABackupWithoutAPrivilegeFails(t *testing.T) {
	s := newShop(t)
	v := s.vault()
	v.backup("custom")
	p := v.sealed()
	role := "reader_" + strings.ToLower(rand.Text())
	s.exec(s.target, fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public TO %[1]s; "+
		"GRANT SELECT ON customers, orders, invoices, audit TO %[1]s", role))
	t.Cleanup(func() { s.exec(s.target, "DROP OWNED BY "+role+"; DROP ROLE "+role) })
	at, err := url.Parse(s.target)
	if err != nil {
		t.Fatal(err)
	}
	at.User = url.UserPassword(role, "x")
	o := s.vaultOptions()
	o.Resolve = func(string) (string, error) { return at.String(), nil }
	_, err = Apply(t.Context(), p, o)
	var step *StepError
	if !errors.As(err, &step) || !strings.Contains(err.Error(), "permission denied for table items") {
		t.Errorf("apply: %v", err)
	}
	s.wantBackups(0)
}

// A server that is lost while it is backed up is tried again, under a new snapshot.
func TestABackupOutlivesALostSession(t *testing.T) {
	s := newShop(t)
	v := s.vault()
	v.backup("plain")
	p := v.sealed()
	const kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE "
	for name, act := range map[string]func(){
		"the snapshot's": func() {
			if killed := s.query(s.target, kill+"'poco snapshot %'"); len(killed) != 1 {
				t.Errorf("killed: %v", killed)
			}
		},
		"pg_dump's": func() {
			// What pg_dump alone reads is locked until its session is there, and gone.
			blocker := s.session(s.target)
			blocker.exec("BEGIN; LOCK TABLE pg_catalog.pg_default_acl IN ACCESS EXCLUSIVE MODE")
			go func() {
				defer blocker.exec("ROLLBACK")
				for len(s.query(s.target, kill+"'poco backup %' AND wait_event_type = 'Lock'")) == 0 {
				}
			}()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s.events = nil
			o := s.vaultOptions()
			o.Checkpoint = once("snapshot "+backupID, act)
			receipt := s.apply(p, o)
			if len(receipt.Backups) != 1 || len(s.recorded(Retrying)) == 0 {
				t.Errorf("the backup was not tried again: %+v", receipt)
			}
			for _, e := range s.backups() {
				if err := backup.Check(t.Context(), e, nil); err != nil {
					t.Errorf("%s: %v", e.Name, err)
				}
			}
		})
	}
	s.wantBackups(2)
}

// Asked to stop, a backup is not finished: what was written of it goes.
func TestAStoppedBackupIsDiscardedAndMadeAgain(t *testing.T) {
	s := newShop(t)
	v := s.vault()
	v.backup("plain")
	p := v.sealed()
	o := s.vaultOptions()
	stop := make(chan struct{})
	o.Stop = stop
	o.Checkpoint = once("dumped "+backupID, func() {
		close(stop)
		for len(s.recorded(Stopping)) == 0 {
		}
	})
	_, err := Apply(context.Background(), p, o)
	var interrupted *InterruptedError
	if !errors.As(err, &interrupted) {
		t.Fatalf("apply: %v", err)
	}
	if said := s.recorded(Stopping)[0].Message; !strings.Contains(said, "discarding the backup in flight") {
		t.Errorf("said: %s", said)
	}
	s.wantBackups(0)
	s.wantStatus(state.Interrupted)
	if receipt := s.apply(p, s.vaultOptions()); receipt.Run != interrupted.Run {
		t.Errorf("run %s was resumed as %s", interrupted.Run, receipt.Run)
	}
	s.wantBackups(1)
}
