package web

import (
	"context"
	"net/http"
	"time"

	"poco/config"
	"poco/executor"
	"poco/plan"
	"poco/planner"
	"poco/postgres"
	"poco/view"
)

// A connected is what the page has read of one database.
type connected struct {
	dsn     string
	schema  string
	catalog *postgres.Catalog
}

// patience bounds what the page waits for a server.
const patience = 60 * time.Second

func (s *Page) connect(w http.ResponseWriter, r *http.Request) {
	form, err := body[LabelForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	_, db, err := s.database(form.Database)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer := Server{Database: db.Label, Schema: db.Schema, Protected: db.Protected}
	err = s.session(ctx, db, func(c *postgres.Conn) error {
		catalog, err := postgres.ReadCatalog(ctx, c, db.Schema)
		if err != nil {
			return err
		}
		s.remember(db, catalog)
		return answer.fill(ctx, c, catalog)
	})
	if err != nil {
		s.forget(db.Label)
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, answer)
}

// session runs work on a read-only connection of its own.
func (s *Page) session(ctx context.Context, db *config.Database, work func(*postgres.Conn) error) error {
	parsed, err := postgres.ParseConfig(db.URL.Reveal())
	if err != nil {
		return &executor.SiteError{Label: db.Label, Err: err}
	}
	c, err := postgres.Connect(ctx, parsed, postgres.Session{Application: "ui", Schema: db.Schema, ReadOnly: true, LockTimeout: patience})
	if err != nil {
		return &executor.SiteError{Label: db.Label, Err: err}
	}
	defer c.Close(context.WithoutCancel(ctx))
	if err := work(c); err != nil {
		return &executor.SiteError{Label: db.Label, Err: err}
	}
	return nil
}

// fill tells of a server and its tables.
func (a *Server) fill(ctx context.Context, c *postgres.Conn, catalog *postgres.Catalog) error {
	at := catalog.Server
	a.Address = view.Address(plan.Database{Host: at.Host, Port: at.Port, DBName: at.DBName, User: at.User})
	a.ServerVersion, a.Role, a.Superuser, a.Standby = at.Version, at.User, at.Superuser, at.InRecovery
	a.Tables = []ServerTable{}
	for _, t := range planner.List(catalog, "", "").Tables {
		a.Tables = append(a.Tables, serverTable(t))
	}
	return c.QueryRow(ctx, "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())", nil, &a.Bytes)
}
