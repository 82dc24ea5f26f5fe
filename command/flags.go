package command

import (
	"cmp"
	"path/filepath"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/spf13/pflag"

	"poco/postgres"
)

// commonFlags are the flags of every command.
type commonFlags struct {
	dir         string
	vars        []string
	varFiles    []string
	json        bool
	noColor     bool
	logLevel    string
	lockTimeout time.Duration
}

func (f *commonFlags) register(set *pflag.FlagSet) {
	set.SortFlags = false
	set.StringVar(&f.dir, "dir", ".", "the recipe's folder")
	set.StringArrayVar(&f.vars, "var", nil, "set a variable of the recipe, as `NAME=VALUE`; may be repeated")
	set.StringArrayVar(&f.varFiles, "var-file", nil, "read variables from `FILE`; may be repeated")
	set.BoolVar(&f.json, "json", false, "results and progress as JSON")
	set.BoolVar(&f.noColor, "no-color", false, "no colour; so does NO_COLOR")
	set.StringVar(&f.logLevel, "log-level", "info", "what .poco/poco.log holds: `LEVEL` is trace, debug, info, warn, error or off")
	set.DurationVar(&f.lockTimeout, "lock-timeout", 0, "how long to wait for another run's lock, as 30s; also for a table's lock, where 10s are the default")
}

// check reads the flags that can be wrong by themselves.
func (f *commonFlags) check() error {
	if hclog.LevelFromString(f.logLevel) == hclog.NoLevel {
		return &problem{
			summary: "no log level named " + quoted(f.logLevel),
			detail:  "Levels are trace, debug, info, warn, error and off.",
		}
	}
	return nil
}

// tableLocks is how long to wait for the lock of a table.
func (a *app) tableLocks() time.Duration {
	return cmp.Or(a.flags.lockTimeout, postgres.DefaultLockTimeout)
}

// folder is the recipe's folder as an absolute path.
func (a *app) folder() string { return a.path(a.flags.dir) }

// path makes a path of the command line absolute.
func (a *app) path(p string) string {
	if filepath.IsAbs(p) {
		return filepath.Clean(p)
	}
	return filepath.Join(a.env.Dir, p)
}
