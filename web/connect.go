package web

import (
	"net/http"
	"time"

	"poco/config"
	"poco/executor"
	"poco/plan"
	"poco/planner"
	"poco/postgres"
	"poco/view"
)

// database finds one of the recipe's databases. A mistake elsewhere in the recipe
// keeps nobody from looking at it.
func (s *Server) database(label string) (*config.Database, error) {
	recipe, diags := s.o.Load()
	db := recipe.Database(label)
	switch {
	case diags.HasErrors() && (db == nil || db.URL.Reveal() == ""):
		return nil, &invalidRecipe{diags, recipe.Sources}
	case db == nil:
		return nil, &notFound{"database " + label + " in the recipe"}
	}
	return db, nil
}

// connect reads a database, and answers with what it is and holds.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	form, err := body[LabelForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	db, err := s.database(form.Database)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	known, err := s.read(r.Context(), db)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, connectedServer(db, known))
}

func connectedServer(db *config.Database, known *connected) ConnectedServer {
	c := known.catalog
	answer := ConnectedServer{
		Database: db.Label, Address: address(c.Server), ServerVersion: c.Server.Version, Role: c.Server.User,
		Superuser: c.Server.Superuser, Bytes: known.bytes, Schema: db.Schema, Protected: db.Protected,
		Standby: c.Server.InRecovery, Tables: []ServerTable{},
	}
	for _, t := range planner.List(c, db.Label, "").Tables {
		answer.Tables = append(answer.Tables, serverTable(t))
	}
	return answer
}

func address(s postgres.Server) string {
	return view.Address(plan.Database{Host: s.Host, Port: s.Port, DBName: s.DBName, User: s.User})
}

func serverTable(t planner.ListedTable) ServerTable {
	table := ServerTable{
		Name: t.Name, Kind: t.Kind, Rows: t.Rows, Bytes: t.Bytes, Comment: t.Comment,
		Columns: []TableColumn{}, ForeignKeys: []TableKey{},
	}
	for _, c := range t.Columns {
		table.Columns = append(table.Columns, TableColumn(c))
	}
	for _, k := range t.ForeignKeys {
		table.ForeignKeys = append(table.ForeignKeys, TableKey(k))
	}
	return table
}

const (
	// countTime is how long rows are counted for one request.
	countTime = 60 * time.Second
	// countSessions is how many connections a count has of a database.
	countSessions = 2
)

// count counts rows, all of one moment.
func (s *Server) count(w http.ResponseWriter, r *http.Request) {
	form, err := body[CountForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	db, err := s.database(form.Database)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	known, err := s.known(r.Context(), db)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	counts := Counts{Tables: make([]Count, len(form.Tables))}
	var queries []postgres.CountQuery
	var at []int
	for i, name := range form.Tables {
		counts.Tables[i] = Count{Name: name, Rows: -1}
		if q, problem := countQuery(known.catalog, name); problem != "" {
			counts.Tables[i].Problem = problem
		} else {
			queries, at = append(queries, q), append(at, i)
		}
	}
	if len(queries) > 0 {
		results, err := s.countRows(r, db, queries)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		for n, result := range results {
			counts.Tables[at[n]].Rows, counts.Tables[at[n]].Problem = result.Rows, countProblem(result)
		}
	}
	reply(w, http.StatusOK, counts)
}

// countQuery counts what a plan would count: a table's own rows, a partitioned
// table's of all its partitions.
func countQuery(c *postgres.Catalog, name plan.Name) (q postgres.CountQuery, problem string) {
	for _, t := range c.Tables {
		if t.Name != name {
			continue
		}
		switch t.Kind {
		case postgres.Ordinary:
			return postgres.CountQuery{Table: name, Only: true}, ""
		case postgres.Partitioned, postgres.MaterializedView:
			return postgres.CountQuery{Table: name}, ""
		}
		return q, "It keeps no rows of its own; only tables are counted."
	}
	return q, "There is no such table any more: connect again."
}

func (s *Server) countRows(r *http.Request, db *config.Database, queries []postgres.CountQuery) ([]postgres.CountResult, error) {
	settings, err := s.settings(db)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(countTime)
	snapshot, err := postgres.OpenSnapshot(r.Context(), settings, s.session(db))
	if err != nil {
		return nil, &executor.SiteError{Label: db.Label, Err: err}
	}
	defer snapshot.Close(r.Context())
	return snapshot.Count(r.Context(), queries, countSessions, deadline), nil
}

// countProblem says why a table was not counted.
func countProblem(result postgres.CountResult) string {
	switch {
	case result.Err != nil:
		return sentence(postgres.Explain(result.Err))
	case !result.Exact:
		return "It was not counted within " + countTime.String() + "."
	}
	return ""
}
