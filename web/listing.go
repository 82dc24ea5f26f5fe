package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"poco/config"
	"poco/plan"
	"poco/planner"
	"poco/postgres"
)

func serverTable(t planner.ListedTable) ServerTable {
	shown := ServerTable{Name: t.Name, Kind: t.Kind, Rows: t.Rows, Bytes: t.Bytes, Comment: t.Comment, Columns: []TableColumn{}, ForeignKeys: []TableKey{}}
	for _, c := range t.Columns {
		shown.Columns = append(shown.Columns, TableColumn(c))
	}
	for _, k := range t.ForeignKeys {
		shown.ForeignKeys = append(shown.ForeignKeys, TableKey(k))
	}
	return shown
}

// remember keeps what was read of a database, for selections of its tables.
func (s *Page) remember(db *config.Database, catalog *postgres.Catalog) {
	s.catalogs.Lock()
	defer s.catalogs.Unlock()
	s.catalogs.by[db.Label] = connected{dsn: db.URL.Reveal(), schema: db.Schema, catalog: catalog}
}

func (s *Page) forget(label string) {
	s.catalogs.Lock()
	defer s.catalogs.Unlock()
	delete(s.catalogs.by, label)
}

// catalog is what was read of a database when it was connected, else read now.
func (s *Page) catalog(ctx context.Context, db *config.Database) (*postgres.Catalog, error) {
	s.catalogs.Lock()
	known, ok := s.catalogs.by[db.Label]
	s.catalogs.Unlock()
	if ok && known.dsn == db.URL.Reveal() && known.schema == db.Schema {
		return known.catalog, nil
	}
	var catalog *postgres.Catalog
	err := s.session(ctx, db, func(c *postgres.Conn) (err error) {
		catalog, err = postgres.ReadCatalog(ctx, c, db.Schema)
		return err
	})
	if err == nil {
		s.remember(db, catalog)
	}
	return catalog, err
}

// count counts tables exactly, each for itself.
func (s *Page) count(w http.ResponseWriter, r *http.Request) {
	form, err := body[CountForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_, db, err := s.database(form.Database)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), planner.DefaultCountBudget)
	defer cancel()
	counts := Counts{Tables: []Count{}}
	err = s.session(ctx, db, func(c *postgres.Conn) error {
		for _, name := range form.Tables {
			n := Count{Name: name}
			rows, err := postgres.Count(ctx, c, name, "", false, 0)
			n.Rows = rows
			if err != nil {
				n.Rows, n.Problem = -1, s.o.Hide(postgres.Explain(err))
			}
			counts.Tables = append(counts.Tables, n)
			if postgres.IsLost(err) {
				return err
			}
		}
		return nil
	})
	if err != nil && ctx.Err() != nil && r.Context().Err() == nil {
		err = &conflict{"counting took longer than " + planner.DefaultCountBudget.Round(time.Second).String(), "The server's estimate stays. A plan counts with a limit of its own."}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, counts)
}

// selection tells which tables the ticked ones bring with them.
func (s *Page) selection(w http.ResponseWriter, r *http.Request) {
	form, err := body[SelectionForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_, db, err := s.database(form.Database)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	catalog, err := s.catalog(ctx, db)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, selected(catalog, form))
}

func selected(catalog *postgres.Catalog, form SelectionForm) Selection {
	answer := Selection{Tables: []SelectedTable{}, Keys: []SelectedKey{}, Cycles: [][]plan.Name{}, Follows: []string{}}
	if len(form.Ticked) == 0 {
		return answer
	}
	wanted := config.Selection{Include: exactly(form.Ticked), Exclude: exactly(form.Unticked), Related: config.Related(form.Related)}
	graph, _ := planner.ForeignKeys(catalog, &wanted)
	for _, t := range graph.Tables {
		answer.Tables = append(answer.Tables, SelectedTable{Name: t.Table, Why: t.Why, Depth: t.Depth, Auto: !slices.Contains(form.Ticked, t.Table)})
	}
	for _, k := range graph.Keys {
		answer.Keys = append(answer.Keys, SelectedKey(k))
	}
	answer.Cycles = append(answer.Cycles, graph.Cycles...)
	answer.Follows = follows(catalog, graph, form.Unticked)
	return answer
}

// exactly are patterns that match one table each, whatever stands in its name.
func exactly(names []plan.Name) []config.Pattern {
	patterns := make([]config.Pattern, len(names))
	for i, n := range names {
		patterns[i] = config.Pattern{Text: n.String(), Schema: config.Glob{Text: n.Schema, Literal: true}, Name: config.Glob{Text: n.Name, Literal: true}}
	}
	return patterns
}

// follows says of each unticked table which rows will need it, or it them.
func follows(catalog *postgres.Catalog, graph *planner.Graph, unticked []plan.Name) []string {
	chosen := map[plan.Name]bool{}
	for _, t := range graph.Tables {
		chosen[t.Table] = true
	}
	said := []string{}
	for _, t := range catalog.Tables {
		for _, k := range t.ForeignKeys {
			key := t.Name.String() + "." + strings.Join(k.Columns, ", ") + " → " + k.References.String() + "." + strings.Join(k.RefColumns, ", ")
			switch {
			case chosen[t.Name] && !chosen[k.References] && slices.Contains(unticked, k.References):
				said = append(said, k.References.String()+" is not copied: rows of "+t.Name.String()+" whose counterparts the target lacks stop the plan ("+key+")")
			case chosen[k.References] && !chosen[t.Name] && slices.Contains(unticked, t.Name):
				said = append(said, t.Name.String()+" is not copied: its rows on the target stay, and stop the plan where they need rows of "+k.References.String()+" that the source lacks ("+key+")")
			}
		}
	}
	return said
}
