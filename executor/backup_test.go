package executor

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/state"
)

// Rows that change while pg_dump is at work are neither in the backup nor in its
// counts.
func TestABackupIsOfOneMoment(t *testing.T) {
	eachFormat(t, func(t *testing.T, format string) {
		s := newShop(t)
		want := s.image()
		v := s.vault()
		v.backup(format)
		p := v.sealed()
		o := s.vaultOptions()
		o.Checkpoint = once("snapshot "+backupID, func() {
			s.exec(s.target, "INSERT INTO customers SELECT i, 'late' FROM generate_series(100, 199) i; DELETE FROM items; DELETE FROM audit")
		})
		receipt := s.apply(p, o)
		e := s.wantBackups(1)[0]
		got := map[string]int64{}
		for _, table := range e.Manifest.Tables {
			got[strings.TrimPrefix(table.Name.String(), "public.")] = table.Rows
		}
		if diff := cmp.Diff(shopCounts, got); diff != "" {
			t.Errorf("the manifest's rows (-want +got):\n%s", diff)
		}
		m := e.Manifest
		if m.RunID != receipt.Run || m.PlanID != p.ID || m.StepID != backupID || m.Intent != "backup.nightly" || !m.Complete ||
			m.Database.OID != p.Databases["qa"].DatabaseOID || !strings.HasPrefix(m.Tool, "pg_dump ") {
			t.Errorf("the manifest is %+v", m)
		}
		if b := receipt.Backups[0]; b.File != "backups/"+e.Name || b.Bytes != e.Size || b.SHA256 != m.SHA256 || b.Rows != 19 || b.Tables != 5 || b.Seconds <= 0 {
			t.Errorf("the receipt says %+v", b)
		}
		s.wantStatus(state.Done)
		v = s.vault()
		v.restore("backups/"+e.Name, format, shopCounts)
		s.apply(v.sealed(), s.vaultOptions())
		s.wantImage(want)
	})
}

func TestABackupTellsItsProgress(t *testing.T) {
	s := newShop(t)
	v := s.vault()
	v.backup("plain")
	s.apply(v.sealed(), s.vaultOptions())
	progress, done := s.recorded(Progress), s.recorded(StepDone)
	if len(progress) == 0 || progress[0].Step != backupID || progress[0].Kind != "backup" {
		t.Errorf("progress: %+v", progress)
	}
	if len(done) != 1 || done[0].Bytes != s.backups()[0].Size || done[0].Rows != 19 {
		t.Errorf("done: %+v", done)
	}
	if total := s.recorded(RunEnded)[0].Total; total.StepsDone != 1 || total.RowsDone != 0 {
		t.Errorf("the totals are %+v", total)
	}
}

func TestABackupLeavesTheLedgerOut(t *testing.T) {
	s := newShop(t)
	s.exec(s.target, `CREATE TABLE poco_run (plan_id int, plan int, holder int); CREATE TABLE poco_ledger (step int, evidence int, xid int)`)
	file := s.made("plain")
	text := s.readFile(file)
	if strings.Contains(text, "poco_") || !strings.Contains(text, "COPY public.customers") {
		t.Errorf("the backup holds:\n%s", text)
	}
	if tables := s.backups()[0].Manifest.Tables; len(tables) != 5 {
		t.Errorf("the manifest has %v", tables)
	}
}

// A database that took the place of the plan's is not backed up in its name.
func TestABackupOfAnotherDatabaseIsStale(t *testing.T) {
	s := newShop(t)
	v := s.vault()
	v.backup("plain")
	p := v.sealed()
	s.target = s.source
	_, err := Apply(context.Background(), p, s.vaultOptions())
	stale, ok := err.(*StaleError)
	if !ok || !strings.Contains(stale.Error(), "qa is now another") {
		t.Errorf("apply: %v", err)
	}
	s.wantBackups(0)
}

func TestVerifyChecksTheFileOfABackup(t *testing.T) {
	s := newShop(t)
	v := s.vault()
	v.backup("plain")
	p := v.sealed()
	file := s.apply(p, s.vaultOptions()).Backups[0].File
	for _, damage := range []string{"", "X"} {
		text := []byte(s.readFile(file))
		copy(text, damage)
		if err := os.WriteFile(filepath.Join(s.dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
		results, err := Verify(t.Context(), p, s.vaultOptions())
		if err != nil || len(results) != 1 || results[0].File != file || results[0].Compared != "checksum" ||
			results[0].Equal != (damage == "") || (results[0].Reason == "") != (damage == "") {
			t.Errorf("damaged by %q: %+v, %v", damage, results, err)
		}
	}
}
