package view

import (
	"fmt"
	"path"
	"strings"

	"poco/plan"
)

// intentHead is the first line of an intent: what goes where, and how.
func (v *planView) intentHead(in plan.Intent) {
	parts := []string{v.s.heads(Safe(in.Name))}
	switch {
	case in.Kind == "backup":
		parts = append(parts, v.flow(in, plan.Backup))
	case in.Kind == "restore":
		parts = append(parts, v.flow(in, plan.Restore))
	case in.Source != "" && in.Target != "":
		parts = append(parts, Safe(in.Source)+" → "+Safe(in.Target))
	case in.Target != "":
		parts = append(parts, Safe(in.Target))
	case in.Source != "":
		parts = append(parts, Safe(in.Source))
	}
	if in.Mode != "" {
		mode := "mode " + string(in.Mode)
		if in.Mode.Destroys() {
			mode = v.s.destroys(mode)
		}
		parts = append(parts, mode)
	}
	if in.Kind == "copy" {
		parts = append(parts, "from one snapshot of "+Safe(in.Source))
	}
	v.line("%s", strings.Join(parts, "   "))
}

// flow is what a backup or a restore moves where: "qa → backups/",
// "backup_qa_20261123_071500.sql → qa".
func (v *planView) flow(in plan.Intent, kind plan.Kind) string {
	for _, s := range stepsOfKind(v.p, in.Name, kind) {
		if s.Dump != nil {
			return Safe(s.Dump.Database) + " → " + folder(s.Dump.Directory)
		}
		if s.Restoration != nil {
			return Safe(path.Base(s.Restoration.File)) + " → " + Safe(s.Restoration.Database)
		}
	}
	return Safe(in.Source + in.Target)
}

// databases lists the databases of one intent, the source first.
func (v *planView) databases(in plan.Intent) {
	g := grid{indent: "  ", gap: "   "}
	for _, label := range []string{in.Source, in.Target} {
		db, ok := v.p.Databases[label]
		if !ok {
			continue
		}
		g.add(plainCells(Safe(label), Address(db),
			"PostgreSQL "+release(db.ServerVersion), "schema "+Safe(db.Schema))...)
	}
	v.line("")
	g.write(v.w)
}

// release is a server's version without what its packager added: 16.4.
func release(version string) string {
	number, _, _ := strings.Cut(version, " ")
	return Safe(number)
}

// Address is where a database is: app@db-qa.internal:5432/shop.
func Address(db plan.Database) string {
	return Safe(fmt.Sprintf("%s@%s:%d/%s", db.User, db.Host, db.Port, db.DBName))
}

// totals are the lines that a hurried reader needs first.
func (v *planView) totals(in plan.Intent, tables []plan.Table) {
	g := grid{indent: "  ", gap: "   "}
	g.add(plainCells("copies", copiedWords(tables))...)
	if n := created(tables); n > 0 {
		g.add(cell{text: "creates"}, cell{text: plural(n, "table"), paint: v.s.adds})
	}
	v.addDestroyed(&g, in)
	if words, backed := guardWords(v.p, in.Name); backed {
		g.add(plainCells("backup", words)...)
	}
	if blocks := blocking(tables); blocks != "" {
		g.add(cell{text: "blocked"}, cell{text: "by " + blocks, paint: v.s.destroys})
	}
	v.line("")
	g.write(v.w)
}

// addDestroyed says how much an intent destroys.
func (v *planView) addDestroyed(g *grid, in plan.Intent) {
	d := destroyedOn(v.p, in.Name)
	if d.rows == 0 && d.exact {
		g.add(plainCells("destroys", "nothing")...)
		return
	}
	g.add(cell{text: "destroys"}, cell{text: fmt.Sprintf("%s in %s of %s",
		countedRows(d.rows, d.exact), plural(d.tables, "table"), Safe(in.Target)), paint: v.s.destroys})
}

// copiedWords adds up what is copied: "≈ 1,531,856 rows in 5 tables, 205 MB".
func copiedWords(tables []plan.Table) string {
	rows, bytes, exact := int64(0), int64(0), true
	for _, t := range tables {
		rows, bytes, exact = rows+t.Rows.Source, bytes+t.Bytes, exact && t.Rows.SourceExact
	}
	return fmt.Sprintf("%s in %s, %s", countedRows(rows, exact), plural(len(tables), "table"), plan.Size(bytes))
}

func created(tables []plan.Table) int {
	n := 0
	for _, t := range tables {
		if t.Created {
			n++
		}
	}
	return n
}
