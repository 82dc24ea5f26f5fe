package view

import (
	"fmt"
	"io"
	"strings"

	"poco/plan"
)

// A Listing is what `poco tables` says of one database.
type Listing struct {
	Database string         `json:"database"` // the label
	Where    string         `json:"where"`    // user@host:port/dbname
	Version  string         `json:"server_version"`
	Schema   string         `json:"schema"` // the default one
	Schemas  []ListedSchema `json:"schemas"`
	Tables   []ListedTable  `json:"tables"`
}

// A ListedSchema is a schema and how many tables it holds.
type ListedSchema struct {
	Name   string `json:"name"`
	Tables int    `json:"tables"`
	Bytes  int64  `json:"bytes"`
}

// A ListedTable is one table. Rows is the server's estimate, -1 where the table
// was never analyzed.
type ListedTable struct {
	Name        plan.Name      `json:"name"`
	Kind        string         `json:"kind"` // table, partitioned table, partition, foreign table, view
	Of          *plan.Name     `json:"partition_of,omitempty"`
	Rows        int64          `json:"rows_estimate"`
	Bytes       int64          `json:"bytes"`
	IndexBytes  int64          `json:"index_bytes"`
	Comment     string         `json:"comment,omitempty"`
	Columns     []ListedColumn `json:"columns"`
	ForeignKeys []ListedKey    `json:"foreign_keys"`
}

// A ListedColumn is one column.
type ListedColumn struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	NotNull bool   `json:"not_null"`
	Default string `json:"default,omitempty"`
	Key     bool   `json:"primary_key,omitempty"`
}

// A ListedKey is one foreign key.
type ListedKey struct {
	Name       string    `json:"name"`
	Columns    []string  `json:"columns"`
	References plan.Name `json:"references"`
	RefColumns []string  `json:"ref_columns"`
}

// Tables lists a database's tables, one a line; with columns each table is
// followed by its columns and foreign keys.
func Tables(w io.Writer, l Listing, columns bool, s Style) {
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

func (l Listing) grid() *grid {
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
func (l Listing) short(n plan.Name) string {
	if n.Schema == l.Schema {
		return Safe(bare(n.Name))
	}
	return Safe(n.String())
}

// references names the tables that a table references, or what kind of relation
// it is.
func (l Listing) references(t ListedTable) string {
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

func (l Listing) writeColumns(w io.Writer, s Style) {
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

func columnWords(c ListedColumn) string {
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
