package command

import (
	"bufio"
	"context"
	"fmt"
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
			"poco asks.",
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
	if len(args) == 0 {
		var err error
		if args, err = a.askURLs(ctx); err != nil {
			return err
		}
	}
	databases, err := a.readURLs(args)
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

// askURLs asks for the databases, where there is someone to ask.
func (a *app) askURLs(ctx context.Context) ([]string, error) {
	if !a.env.StdinTerminal {
		return nil, &problem{
			summary: "which databases?",
			detail: "Name them: poco init SOURCE [TARGET], each a URL, a key=value connection string, or the name\n" +
				"of an environment variable that holds one.",
		}
	}
	var urls []string
	in := bufio.NewReader(a.env.Stdin)
	for _, question := range []string{"URL of the source", "URL of the target (empty: none yet)"} {
		fmt.Fprintf(a.err, "%s: ", question)
		if err := a.err.Flush(); err != nil {
			return nil, err
		}
		line, err := readLine(ctx, in)
		if err != nil {
			return nil, err
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		urls = append(urls, line)
	}
	if len(urls) == 0 {
		return nil, &problem{summary: "no URL was given", detail: "Nothing was written."}
	}
	return urls, nil
}

// readURLs takes the arguments for what they are, and labels the databases.
func (a *app) readURLs(args []string) ([]foundDatabase, error) {
	var databases []foundDatabase
	used := map[string]bool{}
	for i, arg := range args {
		d := foundDatabase{url: arg, inDotenv: true}
		if isVariableName(arg) {
			d.variable, d.url, d.inDotenv = arg, a.env.variable(arg), false
			if d.url == "" {
				return nil, &problem{
					summary: "the environment variable " + arg + " is not set",
					detail:  "An argument of capitals, digits and _ names a variable that holds a URL.",
				}
			}
		}
		a.hideURLs(d.url)
		config, err := postgres.ParseConfig(d.url)
		if err != nil {
			return nil, &problem{summary: fmt.Sprintf("argument %d: %v", i+1, err),
				detail: "A URL looks like postgres://user:password@host:5432/dbname.", err: err}
		}
		if d.inDotenv && strings.Contains(arg, config.Password()) && config.Password() != "" && !a.env.StdinTerminal {
			a.warn("a password stood on the command line",
				"Other users of this machine can see it there while poco runs, and your shell may have saved it.\n"+
					"Name an environment variable instead: poco init DEV_URL.")
		}
		d.label = uniqueLabel(d, config, i, used)
		if d.variable == "" {
			d.variable = strings.ToUpper(d.label) + "_URL"
		}
		databases = append(databases, d)
	}
	return databases, nil
}

func isVariableName(arg string) bool {
	return arg != "" && strings.Trim(arg, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" && !strings.ContainsAny(arg[:1], "0123456789")
}

// lookAt reads what the recipe says of a database.
func (a *app) lookAt(ctx context.Context, d *foundDatabase) error {
	status := a.status()
	defer status.close()
	status.say("looking at " + d.label)
	config, err := postgres.ParseConfig(d.url)
	if err != nil {
		return err
	}
	conn, err := postgres.Connect(ctx, config, postgres.Session{Schema: "public", ReadOnly: true})
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	catalog, err := postgres.ReadCatalog(ctx, conn, "public")
	if err != nil {
		return err
	}
	d.server, d.schema = catalog.Server, mainSchema(catalog)
	for _, t := range catalog.Tables {
		if t.Name.Schema == d.schema {
			d.tables++
		}
	}
	return nil
}

// mainSchema is public, or where that is empty the schema with the most tables.
func mainSchema(c *postgres.Catalog) string {
	counts := map[string]int{}
	best := "public"
	for _, t := range c.Tables {
		counts[t.Name.Schema]++
	}
	if counts["public"] > 0 {
		return best
	}
	for _, s := range c.Schemas {
		if counts[s.Name] > counts[best] {
			best = s.Name
		}
	}
	return best
}

func (a *app) initDone(databases []foundDatabase) {
	for _, d := range databases {
		a.say("%s: %d tables in schema %s of %s", view.Safe(d.label), d.tables, view.Safe(d.schema), address(d.server))
	}
	a.say("\nWritten: %s. Read it, then:  %s", recipeFile, a.commandLine("plan"))
}
