package command

import (
	"context"
	"os"
	"os/user"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/executor"
	"poco/postgres"
	"poco/state"
)

// loadRecipe reads the recipe of --dir, and makes all output hide its secrets
// before anything else happens. Its errors are all of the recipe's mistakes.
func (a *app) loadRecipe() (*config.Recipe, error) {
	recipe, diags := a.readRecipe()
	if diags.HasErrors() {
		return recipe, &diagnosed{diags, recipe.Sources}
	}
	a.diagnose(diags, recipe.Sources) // warnings
	return recipe, nil
}

func (a *app) readRecipe() (*config.Recipe, hcl.Diagnostics) {
	recipe, diags := config.Load(a.folder(), config.Options{
		Vars: a.flags.vars, VarFiles: a.flags.varFiles, Environ: a.env.Environ,
		Version: Version, WorkDir: a.env.Dir,
	})
	a.hide(recipe)
	return recipe, diags
}

// openStore opens the store of runs that the recipe names.
func (a *app) openStore(ctx context.Context, recipe *config.Recipe) (state.Store, error) {
	if recipe.State.Backend == "postgres" {
		return state.OpenPostgres(ctx, recipe.State.URL.Reveal())
	}
	return state.OpenLocal(recipe.State.Path)
}

// resolver gives connection strings by the labels of a plan. A label that the
// recipe does not have is told with those that it has.
func (a *app) resolver(recipe *config.Recipe) func(label string) (string, error) {
	return func(label string) (string, error) {
		if db := recipe.Database(label); db != nil && db.URL.Reveal() != "" {
			return db.URL.Reveal(), nil
		}
		var labels []string
		for _, db := range recipe.Databases {
			labels = append(labels, "database."+db.Label)
		}
		detail := "The plan holds no credentials: they come from the recipe in " + a.folder() + "."
		if len(labels) > 0 {
			detail += "\nDeclared there: " + strings.Join(labels, ", ") + "."
		}
		return "", &problem{summary: "the recipe has no usable database " + quoted(label), detail: detail}
	}
}

// connect opens a read-only session on one of the recipe's databases.
func (a *app) connect(ctx context.Context, db *config.Database) (*postgres.Conn, error) {
	c, err := postgres.ParseConfig(db.URL.Reveal())
	if err != nil {
		return nil, &problem{summary: "database " + quoted(db.Label) + ": " + err.Error(), err: err}
	}
	a.logger().Info("connect", "database", db.Label, "to", c.String())
	conn, err := postgres.Connect(ctx, c, postgres.Session{Schema: db.Schema, ReadOnly: true, LockTimeout: a.tableLocks()})
	if err != nil {
		return nil, &executor.SiteError{Label: db.Label, Err: err}
	}
	return conn, nil
}

// database finds one of the recipe's databases, as "qa" or "database.qa".
func (a *app) database(recipe *config.Recipe, name string) (*config.Database, error) {
	if db := recipe.Database(strings.TrimPrefix(name, "database.")); db != nil {
		return db, nil
	}
	var labels []string
	for _, db := range recipe.Databases {
		labels = append(labels, db.Label)
	}
	return nil, &problem{
		summary: "no database named " + quoted(name),
		detail:  suggestion(strings.TrimPrefix(name, "database."), labels) + "Declared: " + strings.Join(labels, ", ") + ".",
	}
}

// holder is this process, for locks and runs. command holds no flag's value: a
// variable may be a secret.
func (a *app) holder(command string) state.Holder {
	h := state.Holder{User: "unknown", Host: "unknown", PID: os.Getpid(), Command: command, Since: a.env.Now()}
	if u, err := user.Current(); err == nil {
		h.User = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		h.Host = host
	}
	return h
}
