// Package web is the page: a server on this machine that shows the recipe of a
// folder, plans with the planner and carries out with the executor, like the
// terminal does. What the page writes is the recipe; what it starts are runs that
// any poco can go on with.
package web

import (
	"context"
	"net/http"
	"sync"
	"time"

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
	// Learn makes Hide and the log know a connection string that stands in no recipe
	// yet.
	Learn func(dsn string)
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

// A Server is the page of one folder.
type Server struct {
	o        Options
	process  string // names this process to the page
	catalogs catalogs
	plans    plans
	deeds    deeds
	checks   checks
	// uploading lets one upload at a time write.
	uploading sync.Mutex
	// life ends with the page: runs don't end with the request that began them.
	life    context.Context
	end     context.CancelFunc
	editing sync.Mutex // held while the recipe is changed
	opening opening
}

// New makes the page. It does nothing until it is served; Close ends what it began.
func New(o Options) *Server {
	s := &Server{o: o, process: randomText(), checks: checks{by: map[string]BackupCheck{}}}
	s.life, s.end = context.WithCancel(context.Background())
	return s
}

// Handler answers all requests of the page.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	s.recipeRoutes(mux)
	s.runRoutes(mux)
	s.backupRoutes(mux)
	return s.guard(s.files(), mux)
}

// HTTP is the server of Handler. It has no limit on how long an answer takes: a
// run's events take as long as the run.
func (s *Server) HTTP() *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          s.o.Log.StandardLogger(&hclog.StandardLoggerOptions{ForceLevel: hclog.Debug}),
	}
}

// Close ends what the page began: runs finish the chunks in flight, or stop at once
// when ctx ends. They can be resumed. Its error is that of a run that was stopped.
func (s *Server) Close(ctx context.Context) error {
	return s.stopRuns(ctx)
}
