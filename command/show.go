package command

import (
	"github.com/spf13/cobra"

	"poco/plan"
	"poco/view"
)

// A planForm is the form in which a plan is printed.
type planForm struct {
	markdown, sql bool
	// unfinished: errors kept the plan from being made to its end.
	unfinished bool
}

func (f *planForm) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.markdown, "markdown", false, "as markdown, for a pull request")
	cmd.Flags().BoolVar(&f.sql, "sql", false, "as the statements that run, a commented psql script")
}

func (f *planForm) check(cmd *cobra.Command) error {
	json, _ := cmd.Flags().GetBool("json")
	n := 0
	for _, set := range []bool{f.markdown, f.sql, json} {
		if set {
			n++
		}
	}
	if n > 1 {
		return usageError(cmd, "--json, --markdown and --sql can't be used together")
	}
	return nil
}

func newShow(a *app) *cobra.Command {
	var form planForm
	cmd := &cobra.Command{
		Use:   "show FILE",
		Short: "Show a saved plan as text, JSON, markdown or SQL",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := form.check(cmd); err != nil {
				return err
			}
			p, err := a.readPlan(args[0])
			if err != nil {
				return err
			}
			return a.showPlan(p, form, args[0])
		},
	}
	form.register(cmd)
	return cmd
}

// showPlan prints a plan to stdout. file is where it is saved, if it is.
func (a *app) showPlan(p *plan.Plan, form planForm, file string) error {
	switch {
	case a.flags.json:
		return p.Encode(a.out)
	case form.markdown:
		view.Markdown(a.out, p)
	case form.sql:
		view.Script(a.out, p, a.env.StdoutTerminal)
	default:
		whole := "poco plan --json"
		if file != "" {
			whole = a.commandLine("show", file) + " --json"
		}
		view.Plan(a.out, p, view.PlanOptions{Whole: whole, Unfinished: form.unfinished}, a.outStyle())
	}
	return nil
}
