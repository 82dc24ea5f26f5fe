package command

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poco/internal/demo"
	"poco/internal/pgcluster"
	"poco/view"
)

// demoPlan is the plan file that the demo makes and applies.
const demoPlan = "refresh.plan.json"

func newDemo(a *app) *cobra.Command {
	var stop bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try poco: two throwaway servers, sample data, a whole plan and apply",
		Long: "Start two throwaway Postgres servers with a small shop on them, write a recipe that refreshes one\n" +
			"from the other, plan it, apply it and verify it. The recipe's folder (--dir, by default ./demo) and\n" +
			"the servers stay, to play with, until poco demo --stop.\n\n" +
			"A demo that is there already is made afresh; an edited recipe is kept.",
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("dir") {
				a.flags.dir = "demo"
			}
			if stop {
				return a.stopDemo(cmd.Context())
			}
			return a.runDemo(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&stop, "stop", false, "stop the demo's servers and remove their data")
	return cmd
}

// runDemo sets the demo up and goes through it. Everything after the setting up
// is done by the commands that a user would type, in the demo's folder.
func (a *app) runDemo(ctx context.Context) error {
	d, err := a.startDemo(ctx)
	if err != nil {
		return demoProblem(err)
	}
	if !a.flags.json {
		view.DemoServers(a.out, a.describeDemo(d), a.outStyle())
	}
	for _, args := range [][]string{
		{"plan", "--out", demoPlan},
		{"apply", demoPlan, "--auto-approve"},
		{"verify", demoPlan},
	} {
		if err := a.demoStep(args); err != nil {
			a.say("\nThe servers go on; stop them with:  %s", a.demoLine("--stop"))
			return err
		}
	}
	if !a.flags.json {
		view.DemoEnd(a.out, a.demoHints(), a.outStyle())
	}
	return nil
}

func (a *app) startDemo(ctx context.Context) (d *demo.Demo, err error) {
	status := a.status()
	defer status.close()
	status.say("starting two servers and filling them")
	err = a.interruptible(ctx, func(ctx context.Context) error {
		d, err = demo.Start(ctx, a.folder())
		return err
	})
	return d, err
}

// demoStep runs one command as if it had been typed in the demo's folder.
func (a *app) demoStep(args []string) error {
	if !a.flags.json {
		view.DemoCommand(a.out, "poco "+strings.Join(args, " "), a.outStyle())
	}
	if err := errors.Join(a.out.Flush(), a.err.Flush()); err != nil {
		return err
	}
	env := a.env
	env.Dir = a.folder()
	env.Environ = demo.WithoutURLs(env.Environ)
	if a.flags.json {
		args = append(args, "--json")
	}
	if a.flags.noColor {
		args = append(args, "--no-color")
	}
	if code := Main(args, env); code != exitDone {
		return told{code}
	}
	return nil
}

func (a *app) describeDemo(d *demo.Demo) view.Demo {
	notes := map[string]string{demo.Staging: "older, and testers were at it"}
	v := view.Demo{Dir: a.flags.dir, Recipe: filepath.Join(a.flags.dir, demo.Recipe), Version: d.Version}
	for _, s := range d.Servers {
		v.Servers = append(v.Servers, view.DemoServer{Label: s.Label, Port: s.Port,
			Tables: s.Tables, Rows: s.Rows, Note: notes[s.Label], Took: s.Took})
	}
	return v
}

// demoHints are commands to go on with, in an order that teaches.
func (a *app) demoHints() []view.DemoHint {
	hints := []view.DemoHint{
		{Command: "cd " + shellQuoted(a.flags.dir)},
		{Command: "$EDITOR " + demo.Recipe, Text: "change what is copied, and how"},
		{Command: "poco plan", Text: "what would happen now"},
		{Command: "poco show " + demoPlan + " --sql", Text: "every statement of the plan"},
		{Command: "poco apply", Text: "plan, ask, apply; kill it in the middle, then again"},
		{Command: "poco runs", Text: "what was run"},
		{Command: "poco tables staging", Text: "tables, columns and foreign keys"},
		{Command: "poco graph --format mermaid", Text: "the foreign keys as a drawing"},
		{Command: a.demoLine(), Text: "all of this again, from the start"},
		{Command: a.demoLine("--stop"), Text: "stop the servers and remove their data"},
	}
	if dir := a.unlistedProgram(); dir != "" {
		hints = append([]view.DemoHint{{Command: "PATH=" + shellQuoted(dir) + ":$PATH", Text: "where this poco is"}}, hints...)
	}
	return hints
}

// demoLine is a call of the demo that works from any folder.
func (a *app) demoLine(args ...string) string {
	return strings.Join(append([]string{"poco demo --dir", shellQuoted(a.folder())}, args...), " ")
}

// unlistedProgram is the folder of this program where a shell would not find it
// as poco.
func (a *app) unlistedProgram() string {
	self, err := os.Executable()
	if err != nil || !strings.HasPrefix(filepath.Base(self), "poco") {
		return ""
	}
	if found, err := exec.LookPath("poco"); err == nil && sameFile(found, self) {
		return ""
	}
	return filepath.Dir(self)
}

func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

func (a *app) stopDemo(ctx context.Context) error {
	stopped, err := demo.Stop(ctx, a.folder())
	if err != nil {
		return err
	}
	if len(stopped) == 0 {
		a.say("No demo runs in %s.", view.Safe(a.flags.dir))
		return nil
	}
	a.say("Stopped %s; their data is gone. The recipe stays in %s.",
		strings.Join(slices.Sorted(slices.Values(stopped)), " and "), view.Safe(a.flags.dir))
	return nil
}

// demoProblem says what to do where a demo could not be set up.
func demoProblem(err error) error {
	var not *demo.NotDemoError
	var missing *pgcluster.NotFoundError
	switch {
	case errors.As(err, &not):
		return &problem{summary: not.Error(), detail: "Nothing was changed. Name another folder:  poco demo --dir FOLDER", err: err}
	case errors.As(err, &missing):
		summary, detail, _ := strings.Cut(missing.Error(), "\n")
		return &problem{summary: summary, detail: detail, err: err}
	}
	return err
}
