// Package web is the page: a server on this machine that shows the recipe of a
// folder, plans with the planner and carries out with the executor, like the
// terminal does. What the page writes is the recipe; what it starts are runs that
// any poco can go on with.
package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/state"
)

// Options are what the command hands to the page.
type Options struct {
	// Dir is the recipe's folder, absolute.
	Dir string
	// Load reads the recipe as every command does. It is read anew for each request:
	// people edit it meanwhile.
	Load func() (*config.Recipe, hcl.Diagnostics)
	// OpenStore opens the store of a recipe's runs.
	OpenStore func(ctx context.Context, recipe *config.Recipe) (state.Store, error)
	// Resolver hands out the connection strings of a recipe's databases.
	Resolver func(recipe *config.Recipe) func(label string) (dsn string, err error)
	// Explain says of an error what, why and what next, as the terminal does.
	Explain func(err error) (hcl.Diagnostics, map[string]*hcl.File)
	// CommandLine is a command of poco's that can be pasted into a shell.
	CommandLine func(args ...string) string
	// Hide covers the secrets in a text. Every answer goes through it.
	Hide func(text string) string
	// Holder is this process, for the locks and runs of a command.
	Holder func(command string) state.Holder
	// Version is poco's.
	Version string
	// Log takes what is worth reading afterwards.
	Log hclog.Logger
	// ReadOnly shows and plans, and changes nothing.
	ReadOnly bool
	// Hosts are the values of the Host header that are answered, with their port.
	Hosts []string
	// Token is what every request of the API must bear.
	Token string
}

// A Page is the page of one folder.
type Page struct {
	o       Options
	process string // another one in each process
	// editing lets one request at a time change the files.
	editing  sync.Mutex
	catalogs struct {
		sync.Mutex
		by map[string]connected // by label
	}
}

// New makes the page. It does nothing until it is served.
func New(o Options) *Page {
	s := &Page{o: o, process: rand.Text()}
	s.catalogs.by = map[string]connected{}
	return s
}

// Handler answers all requests of the page.
func (s *Page) Handler() http.Handler {
	mux := http.NewServeMux()
	s.recipeRoutes(mux)
	s.runRoutes(mux)
	s.backupRoutes(mux)
	return s.guarded(mux)
}
