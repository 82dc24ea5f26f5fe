package executor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/backup"
	"poco/plan"
)

const (
	backupID  = "backup.nightly/backup"
	pruneID   = "backup.nightly/prune"
	restoreID = "restore.back/restore"
)

// vaultTables are the tables of the shop's target.
var vaultTables = []string{"audit", "customers", "invoices", "items", "orders"}

// A vault makes plans of backups and restores of the shop's target by hand.
type vault struct {
	*shop
	p *plan.Plan
}

func (s *shop) vault() *vault {
	return &vault{shop: s, p: &plan.Plan{FormatVersion: plan.FormatVersion, PocoVersion: "test",
		Databases: map[string]plan.Database{"qa": s.read(s.target, vaultTables...)},
		Cycles:    [][]plan.Name{}, Warnings: []plan.Warning{}, Tables: []plan.Table{}}}
}

// backup adds the intent that backs the whole schema up.
func (v *vault) backup(format string) *plan.Step {
	v.p.Intents = append(v.p.Intents, plan.Intent{Name: "backup.nightly", Kind: "backup", Source: "qa"})
	v.p.Steps = append(v.p.Steps, plan.Step{ID: backupID, Kind: plan.Backup, Intent: "backup.nightly", Bytes: 4096, SQL: []string{},
		Dump: &plan.Dump{Database: "qa", Directory: "backups", Format: format, Schemas: []string{"public"}, BytesEstimate: 4096, Jobs: 2, Tool: "pg_dump"}})
	return &v.p.Steps[len(v.p.Steps)-1]
}

// prune adds the step that keeps so many backups.
func (v *vault) prune(keep int, files ...string) {
	v.p.Steps = append(v.p.Steps, plan.Step{ID: pruneID, Kind: plan.Prune, Intent: "backup.nightly", Needs: []string{backupID}, SQL: []string{},
		Prune: &plan.Pruning{Database: "qa", Directory: "backups", Keep: keep, Files: files}})
}

// restore adds the intent that brings a file back over the target's tables as they
// are now.
func (v *vault) restore(file, format string, rows map[string]int64) *plan.Step {
	v.t.Helper()
	digest, size, err := backup.Digest(context.Background(), filepath.Join(v.dir, file))
	if err != nil {
		v.t.Fatal(err)
	}
	v.p.Intents = append(v.p.Intents, plan.Intent{Name: "restore.back", Kind: "restore", Target: "qa", Mode: plan.Restored})
	step := plan.Step{ID: restoreID, Kind: plan.Restore, Intent: "restore.back", Bytes: size, SQL: []string{},
		Restoration: &plan.Restoration{Database: "qa", File: file, Format: format, SHA256: digest, Size: size,
			Omit: []string{"DROP SCHEMA public", "CREATE SCHEMA public"}, Creates: map[string]int{"table": len(rows)}, Tool: "psql"}}
	for _, name := range vaultTables {
		n, brought := rows[name]
		if !brought {
			continue
		}
		held := v.count(name)
		v.p.Tables = append(v.p.Tables, plan.Table{Intent: "restore.back", Source: public(name), Target: public(name), Mode: plan.Restored,
			Why: "in the file", Columns: []string{}, Created: held == nil,
			Rows: plan.Rows{Source: n, Target: held, Exact: true, SourceExact: true, TargetExact: true}})
		if held != nil {
			step.Destroys = append(step.Destroys, plan.Destroys{Table: public(name), Rows: *held, Exact: true})
			step.SQL = append(step.SQL, "LOCK TABLE public."+name+" IN ACCESS EXCLUSIVE MODE")
		}
	}
	v.p.Steps = append(v.p.Steps, step)
	return &v.p.Steps[len(v.p.Steps)-1]
}

// count is how many rows a table of the target holds; nil where it is missing.
func (v *vault) count(name string) *int64 {
	v.t.Helper()
	if v.query(v.target, "SELECT to_regclass('"+name+"') IS NULL")[0] == "t" {
		return nil
	}
	var n int64
	fmt.Sscan(v.query(v.target, "SELECT count(*) FROM "+name)[0], &n)
	return &n
}

func (v *vault) sealed() *plan.Plan {
	v.t.Helper()
	return (&builder{shop: v.shop, p: v.p}).sealed()
}

func (s *shop) vaultOptions() Options {
	o := s.options()
	o.Dir = s.dir
	return o
}

// backups are what the folder of backups lists.
func (s *shop) backups() []backup.Entry {
	s.t.Helper()
	entries, err := backup.List(filepath.Join(s.dir, "backups"))
	if err != nil {
		s.t.Fatal(err)
	}
	return entries
}

// wantBackups proves that so many are listed, all of them whole, and that nothing
// else is in the folder.
func (s *shop) wantBackups(n int) []backup.Entry {
	s.t.Helper()
	entries := s.backups()
	for _, e := range entries {
		if err := backup.Check(context.Background(), e, nil); err != nil {
			s.t.Errorf("%s: %v", e.Name, err)
		}
	}
	if len(entries) != n {
		s.t.Errorf("%d backups are listed, want %d", len(entries), n)
	}
	files, err := os.ReadDir(filepath.Join(s.dir, "backups"))
	if err != nil && !os.IsNotExist(err) {
		s.t.Fatal(err)
	}
	if len(files) != 2*n {
		s.t.Errorf("the folder holds %v", files)
	}
	return entries
}

// made makes a backup, and gives its file as a plan names it.
func (s *shop) made(format string) string {
	s.t.Helper()
	v := s.vault()
	v.backup(format)
	receipt := s.apply(v.sealed(), s.vaultOptions())
	if len(receipt.Backups) != 1 {
		s.t.Fatalf("receipt %+v", receipt)
	}
	return receipt.Backups[0].File
}

// shopCounts are the rows of the target's tables at first.
var shopCounts = map[string]int64{"audit": 0, "customers": 5, "invoices": 4, "items": 5, "orders": 5}

// image is all that the target holds: its tables' rows and their definitions.
func (s *shop) image() []string {
	s.t.Helper()
	var lines []string
	d := s.read(s.target, append(slices.Clone(vaultTables), "tags")...)
	for _, name := range vaultTables {
		facts := d.Seen[public(name).String()]
		lines = append(lines, name+": "+strings.Join(facts, "; "))
		if facts != nil {
			lines = append(lines, s.query(s.target, fmt.Sprintf("SELECT '%s ' || t::text FROM %s t ORDER BY 1", name, name))...)
		}
	}
	return append(lines, s.query(s.target, `SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'poco%'
		UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT 'sequence ' || last_value || ' ' || is_called FROM orders_id_seq ORDER BY 1`)...)
}

func (s *shop) wantImage(want []string) {
	s.t.Helper()
	if diff := cmp.Diff(want, s.image()); diff != "" {
		s.t.Errorf("the target (-want +got):\n%s", diff)
	}
}

// damage does to the target what a bad day does.
const damage = `
DELETE FROM items WHERE order_id = 1;
UPDATE customers SET name = 'lost';
INSERT INTO customers VALUES (77, 'new');
ALTER TABLE orders ALTER note TYPE varchar(100);
DROP TRIGGER orders_audit ON orders;
DROP TABLE audit;
`

var formats = []string{"plain", "custom", "directory"}

// An eachFormat test runs for each format of a backup.
func eachFormat(t *testing.T, test func(t *testing.T, format string)) {
	for _, format := range formats {
		t.Run(format, func(t *testing.T) { test(t, format) })
	}
}

func (s *shop) readFile(file string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}
