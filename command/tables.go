package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poco/executor"
	"poco/plan"
	"poco/postgres"
	"poco/view"
)

type tablesOptions struct {
	database string
	columns  bool
	schema   string
}

func newTables(a *app) *cobra.Command {
	var o tablesOptions
	cmd := &cobra.Command{
		Use:   "tables DATABASE",
		Short: "List the schemas and tables of a database",
		Long:  "List the schemas and tables of one of the recipe's databases, with rows as the server estimates\nthem, sizes and foreign keys.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.database = args[0]
			return a.interruptible(cmd.Context(), func(ctx context.Context) error { return a.runTables(ctx, o) })
		},
	}
	cmd.Flags().BoolVar(&o.columns, "columns", false, "each table's columns and foreign keys as well")
	cmd.Flags().StringVar(&o.schema, "schema", "", "only the tables of `SCHEMA`")
	return cmd
}

func (a *app) runTables(ctx context.Context, o tablesOptions) error {
	recipe, err := a.loadRecipe()
	if err != nil {
		return err
	}
	db, err := a.database(recipe, o.database)
	if err != nil {
		return err
	}
	conn, err := a.connect(ctx, db)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	catalog, err := postgres.ReadCatalog(ctx, conn, db.Schema)
	if err != nil {
		return &executor.SiteError{Label: db.Label, Err: err}
	}
	if err := hasSchema(catalog, db.Label, o.schema); err != nil {
		return err
	}
	l := listing(catalog, db.Label, o.schema)
	if a.flags.json {
		return view.Document(a.out, l)
	}
	view.Tables(a.out, l, o.columns, a.outStyle())
	return nil
}

// hasSchema tells of a schema that is asked for and not there, or that the role
// may not see.
func hasSchema(c *postgres.Catalog, label, schema string) error {
	var names []string
	for _, s := range c.Schemas {
		names = append(names, s.Name)
	}
	if schema == "" || slices.Contains(names, schema) {
		return nil
	}
	return &problem{
		summary: "no schema " + quoted(schema) + " in " + label,
		detail:  suggestion(schema, names) + "Schemas there: " + strings.Join(names, ", ") + ".",
	}
}

// listing takes from a catalog what people look for in it.
func listing(c *postgres.Catalog, label, schema string) view.Listing {
	l := view.Listing{
		Database: label, Where: address(c.Server), Version: c.Server.Version, Schema: c.Schema,
		Schemas: []view.ListedSchema{}, Tables: []view.ListedTable{},
	}
	index := map[string]int{}
	for _, s := range c.Schemas {
		index[s.Name] = len(l.Schemas)
		l.Schemas = append(l.Schemas, view.ListedSchema{Name: s.Name})
	}
	for _, t := range c.Tables {
		if i, ok := index[t.Name.Schema]; ok {
			l.Schemas[i].Tables++
			l.Schemas[i].Bytes += t.TotalBytes
		}
		if schema == "" || schema == t.Name.Schema {
			l.Tables = append(l.Tables, listedTable(t))
		}
	}
	return l
}

func listedTable(t *postgres.Table) view.ListedTable {
	listed := view.ListedTable{
		Name: t.Name, Kind: kindWords(t), Of: t.PartitionOf, Rows: int64(t.Rows), Bytes: t.TotalBytes,
		IndexBytes: t.IndexBytes, Comment: t.Comment, Columns: []view.ListedColumn{}, ForeignKeys: []view.ListedKey{},
	}
	key := map[string]bool{}
	for _, c := range t.Constraints {
		if c.Kind == postgres.PrimaryKey {
			for _, column := range c.Columns {
				key[column] = true
			}
		}
	}
	for _, c := range t.Columns {
		listed.Columns = append(listed.Columns, view.ListedColumn{
			Name: c.Name, Type: c.Type, NotNull: c.NotNull, Default: c.Default, Key: key[c.Name],
		})
	}
	for _, k := range t.ForeignKeys {
		listed.ForeignKeys = append(listed.ForeignKeys, view.ListedKey{
			Name: k.Name, Columns: k.Columns, References: k.References, RefColumns: k.RefColumns,
		})
	}
	return listed
}

func kindWords(t *postgres.Table) string {
	switch t.Kind {
	case postgres.Partitioned:
		return "partitioned table"
	case postgres.Foreign:
		return "foreign table"
	case postgres.View:
		return "view"
	case postgres.MaterializedView:
		return "materialized view"
	}
	if t.PartitionOf != nil {
		return "partition"
	}
	return "table"
}

// address is where a catalog was read: user@host:port/dbname.
func address(s postgres.Server) string {
	return view.Address(plan.Database{Host: s.Host, Port: s.Port, DBName: s.DBName, User: s.User})
}
