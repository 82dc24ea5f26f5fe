package view

import (
	"fmt"

	"poco/plan"
)

// backupSteps are those of backup.qa_before: five tables, and two files that go.
func backupSteps(guards ...string) []plan.Step {
	return []plan.Step{
		{ID: "backup.qa_before/backup", Kind: plan.Backup, Intent: "backup.qa_before", SQL: []string{}, Bytes: 220200960,
			Dump: &plan.Dump{Database: "qa", Directory: "backups", Format: "plain", Guards: guards, BytesEstimate: 220200960,
				MaxSize: 20 << 30, Tool: "pg_dump 15.18",
				Tables: []plan.Name{public("customers"), public("order_items"), public("orders"), public("products")}}},
		{ID: "backup.qa_before/prune", Kind: plan.Prune, Intent: "backup.qa_before", SQL: []string{},
			Needs: []string{"backup.qa_before/backup"},
			Prune: &plan.Pruning{Database: "qa", Directory: "backups", Keep: 7, MaxAge: 30 * 86400, MaxSize: 20 << 30,
				Files: []string{"backups/backup_qa_20261001_071500.sql", "backups/backup_qa_20261002_071500.sql"}}},
	}
}

// backups is a plan of two backups and nothing else.
func backups() *plan.Plan {
	p := shop()
	p.Cycles, p.Warnings, p.Tables = nil, nil, nil
	p.Summary = plan.Summary{Backups: 2, BackupBytesEstimate: 220200960 * 4, DiskFreeBytes: 48 << 30}
	p.Intents = []plan.Intent{{Name: "backup.qa_before", Kind: "backup", Source: "qa"}, {Name: "backup.whole", Kind: "backup", Source: "dev"}}
	p.Steps = append(backupSteps(), plan.Step{ID: "backup.whole/backup", Kind: plan.Backup, Intent: "backup.whole", SQL: []string{},
		Bytes: 3 * 220200960, Dump: &plan.Dump{Database: "dev", Directory: "/var/backups/shop", Format: "directory", Jobs: 4,
			Schemas: []string{"public", "Audit log"}, BytesEstimate: 3 * 220200960, Tool: "pg_dump 16.4"}})
	return p
}

// guardedCopy is shop with the backup that runs before it.
func guardedCopy() *plan.Plan {
	p := shop()
	p.Summary = plan.Summary{Backups: 1, BackupBytesEstimate: 220200960, DiskFreeBytes: 48 << 30}
	p.Intents = append([]plan.Intent{{Name: "backup.qa_before", Kind: "backup", Source: "qa"}}, p.Intents...)
	p.Steps = append(backupSteps("copy.refresh"), p.Steps...)
	return p
}

// restoring is a restore with the backup that guards it: a table that is made, a
// partition that goes, a key from outside and functions that are replaced.
func restoring() *plan.Plan {
	p := shop()
	p.Cycles = nil
	p.Summary = plan.Summary{Backups: 1, Restores: 1, BackupBytesEstimate: 220200960, DiskFreeBytes: 48 << 30}
	p.Databases = map[string]plan.Database{"qa": p.Databases["qa"]}
	p.Intents = []plan.Intent{{Name: "restore.rollback", Kind: "restore", Target: "qa"}}
	p.Tables = restoredTables()
	guard := backupSteps("restore.rollback")[0]
	guard.ID, guard.Intent = "restore.rollback/backup", "restore.rollback"
	p.Steps = []plan.Step{guard, {ID: "restore.rollback/restore", Kind: plan.Restore, Intent: "restore.rollback",
		Needs: []string{guard.ID}, Bytes: 214958080, Rows: 316600, Destroys: destroyedBy(p.Tables),
		SQL: []string{`LOCK TABLE "public"."customers", "public"."orders" IN ACCESS EXCLUSIVE MODE`,
			`ALTER TABLE "public"."invoices" DROP CONSTRAINT "invoices_order_id_fkey"`},
		Restoration: &plan.Restoration{Database: "qa", File: "backups/backup_qa_20261123_071500.sql", Format: "plain",
			SHA256: "3f2a9b1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8", Size: 214958080, Of: "shop", ServerVersion: "15.8",
			Omit: []string{"DROP SCHEMA public", "CREATE SCHEMA public"}, Allow: []string{"role"},
			Creates: map[string]int{"table": 4, "index": 6, "sequence": 2, "function": 1},
			Drops:   []string{"function public.film_in_stock(integer)", "sequence public.orders_id_seq"},
			After: []string{`ALTER TABLE "public"."invoices" ADD CONSTRAINT "invoices_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "public"."orders" ("id") NOT VALID`,
				`ALTER TABLE "public"."invoices" VALIDATE CONSTRAINT "invoices_order_id_fkey"`}, Tool: "psql 15.18"}}}
	p.Warnings = []plan.Warning{{Code: "restore_other_database", Message: "the file is of the database shop on db-dev.internal, not of qa"}}
	return p
}

func restoredTables() []plan.Table {
	table := func(name, why string, rows int64, held *int64, exact bool) plan.Table {
		return plan.Table{Intent: "restore.rollback", Source: public(name), Target: public(name), Mode: plan.Restored, Why: why,
			Rows: plan.Rows{Source: rows, Target: held, SourceExact: true, TargetExact: exact, Exact: exact}, Created: held == nil}
	}
	tables := []plan.Table{
		table("customers", "in the file", 11950, at(int64(12408)), true),
		table("orders", "in the file", 298113, at(int64(310227)), true),
		table("payment_2026_11", "partition of payment", 0, at(int64(6337)), false),
		table("promo_codes", "in the file", 6537, nil, true),
	}
	tables[1].ReferencedByOutside = []plan.Reference{{Constraint: "invoices_order_id_fkey", Table: public("invoices"),
		Columns: []string{"order_id"}, References: []string{"id"}, Rows: 41022, Exact: true}}
	return tables
}

func destroyedBy(tables []plan.Table) (all []plan.Destroys) {
	for _, t := range tables {
		if destroys(t) {
			all = append(all, plan.Destroys{Table: t.Target, Rows: *t.Rows.Target, Exact: t.Rows.TargetExact})
		}
	}
	return all
}

// bareRestore restores 60 tables of a file that tells no rows, without a backup.
func bareRestore() *plan.Plan {
	p := restoring()
	p.Summary = plan.Summary{Restores: 1}
	p.Tables, p.Warnings = nil, nil
	for i := range 60 {
		name := public(fmt.Sprintf("table_%02d", i))
		p.Tables = append(p.Tables, plan.Table{Intent: "restore.rollback", Source: name, Target: name, Mode: plan.Restored,
			Why: "in the file", Rows: plan.Rows{Target: at(int64(i % 3)), TargetExact: true}})
	}
	step := p.Steps[1]
	step.Needs, step.Destroys = nil, destroyedBy(p.Tables)
	r := *step.Restoration
	r.File, r.Format, r.Omit, r.Allow, r.Of, r.ServerVersion = "/home/ann/very/long/path/of/a/file/that/a/colleague/has/sent/shop.dump", "custom", nil, nil, "", ""
	step.Restoration = &r
	p.Steps = []plan.Step{step}
	return p
}
