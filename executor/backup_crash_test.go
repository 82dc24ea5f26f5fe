package executor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/backup"
	"poco/plan"
	"poco/state"
)

// againAfter applies a plan of backups and restores again after a process died. Past
// its last word the run is over, and what follows is another.
func (s *shop) againAfter(at string, p *plan.Plan) {
	s.t.Helper()
	if at != "" && at != "end saved" {
		s.apply(p, s.vaultOptions())
	}
}

// forgetReserved takes away the folder whose process has died before it could put
// its name there. It is hidden, and stays for an hour, since it may be anyone's.
func (s *shop) forgetReserved() {
	s.t.Helper()
	left, err := filepath.Glob(filepath.Join(s.dir, "backups", ".backup_*.partial"))
	if err != nil || len(left) != 1 {
		s.t.Fatalf("what is left of the dead process: %v, %v", left, err)
	}
	if err := os.Remove(left[0]); err != nil { // an empty one
		s.t.Fatal(err)
	}
}

// However a process ends, no half backup is ever listed, and the run that goes on
// makes one, unless there is one already.
func TestKilledAtAnyCheckpointABackupIsMadeOnce(t *testing.T) {
	for format, stride := range map[string]int{"plain": 17, "custom": 29, "directory": 37} {
		t.Run(format, func(t *testing.T) {
			ofCheckpoints(t, 15, stride, func(t *testing.T, n int) string {
				s := newShop(t)
				v := s.vault()
				v.backup(format)
				p := v.sealed()
				at := s.dies(s.victim(p, n))
				for _, e := range s.backups() {
					if err := backup.Check(t.Context(), e, nil); e.Problem == "" && err != nil {
						t.Errorf("after the crash %s is listed: %v", e.Name, err)
					}
				}
				if strings.HasPrefix(at, "reserved ") {
					s.forgetReserved()
				}
				s.againAfter(at, p)
				s.wantBackups(1)
				s.wantStatus(state.Done)
				return at
			})
		})
	}
}

// isRestored reports whether the target is as the file has it; it fails where it is
// neither that nor as it was.
func (s *shop) isRestored(restored, before []string) bool {
	s.t.Helper()
	now := slices.DeleteFunc(s.image(), func(line string) bool { return line == "schema poco" })
	if diff := cmp.Diff(before, now); diff != "" && !slices.Equal(restored, now) {
		s.t.Fatalf("the target is neither as it was nor as the file has it (-before +now):\n%s", diff)
	}
	return slices.Equal(restored, now)
}

func TestKilledAtAnyCheckpointARestoreTakesPlaceOnce(t *testing.T) {
	for format, stride := range map[string]int{"plain": 17, "custom": 37} {
		t.Run(format, func(t *testing.T) {
			ofCheckpoints(t, 12, stride, func(t *testing.T, n int) string {
				s := newShop(t)
				want := s.image()
				file := s.made(format)
				s.exec(s.target, damage)
				before := s.image()
				v := s.vault()
				v.restore(file, format, shopCounts)
				p := v.sealed()
				at := s.dies(s.victim(p, n))
				// A server may notice a while later that its client is gone.
				settled := func() bool {
					return s.query(s.target, "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'poco%'")[0] == "0"
				}
				for !settled() {
				}
				if s.isRestored(want, before) {
					// A second restore would take this row away.
					s.exec(s.target, "INSERT INTO customers VALUES (501, 'mark')")
					s.againAfter(at, p)
					if got := s.query(s.target, "DELETE FROM customers WHERE id = 501 RETURNING name"); !slices.Equal(got, []string{"mark"}) {
						t.Errorf("died at %q: restored twice", at)
					}
				} else {
					s.againAfter(at, p)
				}
				s.wantImage(want)
				s.wantStatus(state.Done)
				return at
			})
		})
	}
}

// A guard that an earlier process has made is made again where nothing that it guards
// has begun: rows may have been written since.
func TestAGuardIsMadeAnewUntilWhatItGuardsHasBegun(t *testing.T) {
	for at, want := range map[string]int{"begin " + stepID(plan.DropForeignKey, "orders", shopKeys[0][1]): 2, "begin " + copyID("orders"): 1} {
		s := newShop(t)
		p := s.guarded("plain")
		o := s.vaultOptions()
		stop := make(chan struct{})
		o.Stop, o.Jobs = stop, 1
		ctx, kill := context.WithCancel(t.Context())
		o.Checkpoint = func(name string) {
			if name == at {
				kill()
			}
		}
		if _, err := Apply(ctx, p, o); err == nil {
			t.Fatal("the run was not stopped")
		}
		s.apply(p, s.vaultOptions())
		if got := len(s.backups()); got != want {
			t.Errorf("stopped at %q: %d backups, want %d", at, got, want)
		}
		s.wantCopied(p)
	}
}

// Where the guard is gone and rows are left to be destroyed, the run does not go on.
func TestARunWithoutItsGuardStops(t *testing.T) {
	s := newShop(t)
	p := s.guarded("plain")
	o := s.vaultOptions()
	stop := make(chan struct{})
	o.Stop, o.Jobs = stop, 1
	o.Checkpoint = once("begin "+copyID("orders"), func() { close(stop) })
	var interrupted *InterruptedError
	if _, err := Apply(t.Context(), p, o); !errors.As(err, &interrupted) {
		t.Fatalf("apply: %v", err)
	}
	if err := backup.Remove(s.backups()[0]); err != nil {
		t.Fatal(err)
	}
	var none *NoBackupError
	_, err := Apply(t.Context(), p, s.vaultOptions())
	if !errors.As(err, &none) || !strings.Contains(err.Error(), "backups") {
		t.Fatalf("apply: %v", err)
	}
	if items := s.query(s.target, "SELECT count(*) FROM items")[0]; items != "5" {
		t.Errorf("items holds %s rows", items)
	}
	receipt, err := Abort(t.Context(), "", s.vaultOptions())
	if err != nil || receipt.Status != state.Aborted {
		t.Errorf("abort: %+v, %v", receipt, err)
	}
}
