package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poco/executor"
	"poco/plan"
	"poco/planner"
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
	l := planner.List(catalog, db.Label, o.schema)
	l.Where = address(catalog.Server)
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

// address is where a catalog was read: user@host:port/dbname.
func address(s postgres.Server) string {
	return view.Address(plan.Database{Host: s.Host, Port: s.Port, DBName: s.DBName, User: s.User})
}
