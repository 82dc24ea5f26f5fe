// Package command is the command line: each command's flags, the calls it makes,
// and the code it exits with. Only this package knows cobra; a command turns its
// flags into an options struct at once, and what runs below knows no flags.
package command

import (
	"context"

	"github.com/spf13/cobra"

	"poco/view"
)

// Main runs one command line, without the program's name, and gives the code to
// exit with.
func Main(args []string, env Environment) int {
	a := newApp(env)
	defer a.close()
	root := newRoot(a)
	root.SetArgs(args)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := root.ExecuteContext(ctx)
	a.report(err)
	return exitCode(err)
}

// An app is what the commands of one command line share: the streams, which hide
// secrets, and the common flags.
type app struct {
	env      Environment
	out, err *view.Redactor
	flags    commonFlags
	log      *logFile
	secrets  secretList
}

func newApp(env Environment) *app {
	return &app{env: env, out: view.NewRedactor(env.Stdout), err: view.NewRedactor(env.Stderr)}
}

// close flushes the streams and closes the log.
func (a *app) close() {
	_ = a.out.Flush()
	_ = a.err.Flush()
	a.log.close()
}

// outStyle and errStyle are how results and messages are written.
func (a *app) outStyle() view.Style { return a.style(a.env.StdoutTerminal) }
func (a *app) errStyle() view.Style { return a.style(a.env.StderrTerminal) }

func (a *app) style(terminal bool) view.Style {
	if !terminal {
		return view.Style{}
	}
	return view.Style{Width: a.env.Width(), Color: a.colour()}
}

// colour reports whether a terminal is to show colour.
func (a *app) colour() bool {
	return !a.flags.noColor && a.env.variable("NO_COLOR") == "" && a.env.variable("TERM") != "dumb"
}

// newRoot builds the tree of commands.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "poco",
		Short: "Copy Postgres data between databases, by a plan that people review",
		Long:  overview,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.flags.check() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		Run:               func(cmd *cobra.Command, _ []string) { _ = cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2 // else nothing is near
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetIn(a.env.Stdin)
	root.SetFlagErrorFunc(flagError)
	a.flags.register(root.PersistentFlags())
	inOrder := commands(a)
	root.AddCommand(inOrder...)
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if cmd == root {
			rootHelp(root, inOrder, a.out)
			return
		}
		help(cmd, args)
	})
	root.SetHelpCommand(&cobra.Command{Use: "help [COMMAND]", Short: "Help about a command", RunE: helpFor(root)})
	return root
}
