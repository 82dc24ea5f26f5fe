package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poco/config"
	"poco/executor"
	"poco/planner"
	"poco/postgres"
	"poco/view"
)

type graphOptions struct {
	of     string // copy.NAME, selection.NAME with a database, or a database
	format string
}

var graphFormats = []string{"text", "dot", "mermaid"}

func newGraph(a *app) *cobra.Command {
	var o graphOptions
	cmd := &cobra.Command{
		Use:   "graph [COPY | DATABASE]",
		Short: "Draw the foreign-key graph",
		Long: "Draw the foreign keys between the tables that a copy selects (copy.refresh), or between all\n" +
			"tables of a database's default schema. Without an argument: those of the recipe's only copy.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.of = strings.Join(args, "")
			if !slices.Contains(graphFormats, o.format) {
				return usageError(cmd, "no graph format named "+quoted(o.format)+"; there are text, dot and mermaid")
			}
			return a.interruptible(cmd.Context(), func(ctx context.Context) error { return a.runGraph(ctx, o) })
		},
	}
	cmd.Flags().StringVar(&o.format, "format", "text", "text, dot (for Graphviz) or mermaid")
	return cmd
}

func (a *app) runGraph(ctx context.Context, o graphOptions) error {
	recipe, err := a.loadRecipe()
	if err != nil {
		return err
	}
	db, selection, err := a.graphed(recipe, o.of)
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
	g, diags := planner.ForeignKeys(catalog, selection)
	if diags.HasErrors() {
		return &diagnosed{diags, recipe.Sources}
	}
	a.diagnose(diags, recipe.Sources)
	switch {
	case a.flags.json:
		return view.GraphJSON(a.out, g)
	case o.format == "dot":
		view.GraphDot(a.out, g, db.Schema)
	case o.format == "mermaid":
		view.GraphMermaid(a.out, g, db.Schema)
	default:
		view.GraphText(a.out, g, db.Schema, a.outStyle())
	}
	return nil
}

// graphed finds what to draw: a copy's selection on its source, or a database.
func (a *app) graphed(recipe *config.Recipe, of string) (*config.Database, *config.Selection, error) {
	var names []string
	for _, c := range recipe.Copies {
		if c.IntentName() == of || of == "" && len(recipe.Copies) == 1 {
			return c.Database.Source, c.Selection, nil
		}
		names = append(names, c.IntentName())
	}
	for _, db := range recipe.Databases {
		if db.Label == strings.TrimPrefix(of, "database.") || of == "" && len(recipe.Databases) == 1 {
			return db, nil, nil
		}
		names = append(names, db.Label)
	}
	if of == "" {
		return nil, nil, &problem{summary: "which graph?", detail: "Name a copy or a database: " + strings.Join(names, ", ") + "."}
	}
	return nil, nil, &problem{
		summary: "no copy or database named " + quoted(of),
		detail:  suggestion(of, names) + "Declared: " + strings.Join(names, ", ") + ".",
	}
}
