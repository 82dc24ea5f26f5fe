package command

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"strings"

	recipes "poco/config"
	"poco/postgres"
	"poco/view"
)

// askURLs asks for the databases, where there is someone to ask.
func (a *app) askURLs(ctx context.Context) ([]string, error) {
	if !a.env.StdinTerminal {
		return nil, &problem{
			summary: "which databases?",
			detail: "Name them: poco init SOURCE [TARGET], each a URL, a key=value connection string, or the name\n" +
				"of an environment variable that holds one.",
		}
	}
	a.say("A password in a URL goes to .env, which git ignores. It can be seen while you type it:\n" +
		"leave it out, and poco asks for it unseen where the server wants one.\n")
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

// readURLs takes the arguments, or what was typed where they were asked for, for
// what they are, and labels the databases.
func (a *app) readURLs(args []string, asked bool) ([]foundDatabase, error) {
	var databases []foundDatabase
	used := map[string]bool{}
	for i, arg := range args {
		d := foundDatabase{url: arg, inDotenv: true}
		if isVariableName(arg) {
			d.variable, d.url, d.inDotenv = arg, cmp.Or(a.env.variable(arg), recipes.Dotenv(a.folder(), arg)), false
			if d.url == "" {
				return nil, &problem{
					summary: "the environment variable " + arg + " is not set",
					detail:  "An argument of capitals, digits and _ names a variable that holds a URL, in the environment or in the folder's .env.",
				}
			}
		}
		a.hideURLs(d.url)
		config, err := postgres.ParseConfig(d.url)
		if err != nil {
			return nil, &problem{summary: fmt.Sprintf("argument %d: %v", i+1, err),
				detail: "A URL looks like postgres://user:password@host:5432/dbname.", err: err}
		}
		if d.inDotenv && strings.Contains(arg, config.Password()) && config.Password() != "" && !asked {
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
	session := postgres.Session{Schema: "public", ReadOnly: true, LockTimeout: a.tableLocks()}
	conn, err := postgres.Connect(ctx, config, session)
	if postgres.LacksPassword(config, err) && d.inDotenv && a.env.StdinTerminal && a.env.Hidden != nil {
		status.close()
		if config, err = a.askPassword(ctx, d, config); err == nil {
			conn, err = postgres.Connect(ctx, config, session)
		}
	}
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

// askPassword completes a database's URL with a password that is typed unseen.
func (a *app) askPassword(ctx context.Context, d *foundDatabase, config *postgres.Config) (*postgres.Config, error) {
	fmt.Fprintf(a.err, "Password of %s (it goes to .env): ", view.Safe(config.String()))
	if err := a.err.Flush(); err != nil {
		return nil, err
	}
	password, err := a.env.Hidden(ctx)
	a.say("")
	if err != nil {
		return nil, err
	}
	d.url = postgres.WithPassword(d.url, password)
	a.hideURLs(d.url)
	return postgres.ParseConfig(d.url)
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
