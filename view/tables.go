package view

import (
	"fmt"
	"io"
	"strings"

	"poco/plan"
	"poco/planner"
)

// A listing is written as text.
type listing struct{ planner.Listing }

// Tables lists a database's tables, one a line; with columns each table is
// followed by its columns and foreign keys.
func Tables(w io.Writer, listed planner.Listing, columns bool, s Style) {
	l := listing{listed}
	fmt.Fprintf(w, "%s   %s   PostgreSQL %s   schema %s\n", s.heads(Safe(l.Database)), Safe(l.Where), release(l.Version), Safe(l.Schema))
	if len(l.Schemas) > 1 {
		fmt.Fprintln(w)
		g := grid{indent: "  ", gap: "   ", right: []bool{false, true, true}}
		g.add(plainCells("schema", "tables", "size")...)
		for _, schema := range l.Schemas {
			g.add(plainCells(Safe(bare(schema.Name)), plan.Thousands(int64(schema.Tables)), plan.Size(schema.Bytes))...)
		}
		g.write(w)
	}
	fmt.Fprintln(w)
	if len(l.Tables) == 0 {
		fmt.Fprintln(w, "  No table.")
		return
	}
	if columns {
		l.writeColumns(w, s)
		return
	}
	l.grid().write(w)
}

func (l listing) grid() *grid {
	g := &grid{indent: "  ", gap: "   ", right: []bool{false, true, true, true, true}}
	g.add(plainCells("table", "rows", "size", "indexes", "columns", "references")...)
	for _, t := range l.Tables {
		g.add(plainCells(l.short(t.Name), rowsEstimate(t.Rows), plan.Size(t.Bytes), plan.Size(t.IndexBytes),
			plan.Thousands(int64(len(t.Columns))), l.references(t))...)
	}
	return g
}

func rowsEstimate(n int64) string {
	if n < 0 {
		return "unknown"
	}
	return counted(n, false)
}

func rowsWords(n int64) string {
	if n < 0 {
		return "unknown rows"
	}
	return countedRows(n, false)
}

// short is a table's name without the default schema.
func (l listing) short(n plan.Name) string {
	if n.Schema == l.Schema {
		return Safe(bare(n.Name))
	}
	return Safe(n.String())
}

// references names the tables that a table references, or what kind of relation
// it is.
func (l listing) references(t planner.ListedTable) string {
	var parts []string
	seen := map[plan.Name]bool{}
	for _, k := range t.ForeignKeys {
		if !seen[k.References] {
			seen[k.References] = true
			parts = append(parts, l.short(k.References))
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case t.Of != nil:
		text = strings.TrimSuffix("partition of "+l.short(*t.Of)+"; "+text, "; ")
	case t.Kind != "table":
		text = strings.TrimSuffix(t.Kind+"; "+text, "; ")
	}
	return text
}

func (l listing) writeColumns(w io.Writer, s Style) {
	for i, t := range l.Tables {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "  %s   %s   %s\n", s.heads(l.short(t.Name)), rowsWords(t.Rows), plan.Size(t.Bytes))
		g := grid{indent: "    ", gap: "   "}
		for _, c := range t.Columns {
			g.add(plainCells(Safe(bare(c.Name)), Safe(c.Type), columnWords(c))...)
		}
		g.write(w)
		for _, k := range t.ForeignKeys {
			fmt.Fprintf(w, "    %s → %s.%s   %s\n", keyColumns(k.Columns), l.short(k.References), keyColumns(k.RefColumns), Safe(k.Name))
		}
	}
}

func columnWords(c planner.ListedColumn) string {
	var parts []string
	if c.Key {
		parts = append(parts, "primary key")
	} else if c.NotNull {
		parts = append(parts, "not null")
	}
	if c.Default != "" {
		parts = append(parts, "default "+oneLine(c.Default))
	}
	return strings.Join(parts, ", ")
}
