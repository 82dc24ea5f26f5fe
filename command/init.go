package command

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"poco/postgres"
	"poco/view"
)

// recipeFile is the file that init writes.
const recipeFile = "main.poco.hcl"

func newInit(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "init [URL…]",
		Short: "Write a first recipe from live databases",
		Long: "Look at one or two live databases and write a first recipe for them (" + recipeFile + "), with\n" +
			"their URLs in .env and a .gitignore. The first database is the source, the second the target.\n" +
			"What is there already is not overwritten.\n\n" +
			"URL is a URL, a key=value connection string, or the name of an environment variable that holds\n" +
			"one, as DEV_URL: a password on the command line can be seen in the process list. Without URL\n" +
			"poco asks; a password that the URL leaves out and the server wants is then typed unseen.",
		Args: atMost(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.interruptible(cmd.Context(), func(ctx context.Context) error { return a.runInit(ctx, args) })
		},
	}
}

// A found database is one that init was told of.
type foundDatabase struct {
	label    string
	variable string // the environment variable that the recipe reads
	url      string
	inDotenv bool // the URL goes into .env
	server   postgres.Server
	schema   string
	tables   int
}

func (a *app) runInit(ctx context.Context, args []string) error {
	if err := a.emptyFolder(); err != nil {
		return err
	}
	asked := len(args) == 0
	if asked {
		var err error
		if args, err = a.askURLs(ctx); err != nil {
			return err
		}
	}
	databases, err := a.readURLs(args, asked)
	if err != nil {
		return err
	}
	for i := range databases {
		if err := a.lookAt(ctx, &databases[i]); err != nil {
			return err
		}
	}
	if err := a.writeInit(databases); err != nil {
		return err
	}
	a.initDone(databases)
	return nil
}

// emptyFolder refuses a folder that has a recipe: init would have to guess what
// of it to keep.
func (a *app) emptyFolder() error {
	if err := os.MkdirAll(a.folder(), 0o755); err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(escapeGlob(a.folder()), "*.poco.hcl"))
	if err != nil || len(found) == 0 {
		return err
	}
	return &problem{
		summary: "there is a recipe already: " + filepath.Base(found[0]),
		detail:  "poco init overwrites nothing. Name another folder with --dir, or edit the recipe.",
	}
}

// escapeGlob makes a path stand for itself in a glob.
func escapeGlob(path string) string {
	if os.PathSeparator == '\\' {
		return path // a backslash escapes nothing there
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

func (a *app) initDone(databases []foundDatabase) {
	for _, d := range databases {
		a.say("%s: %s in schema %s of %s", view.Safe(d.label), view.Plural(d.tables, "table"), view.Safe(d.schema), address(d.server))
	}
	a.say("\nWritten: %s. Read it, then:  %s", recipeFile, a.commandLine("plan"))
}
