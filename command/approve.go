package command

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"poco/view"
)

// approve refuses what must not be applied, shows the plan and asks for a yes.
// A run that goes on was approved when it began.
func (a *app) approve(ctx context.Context, job *applying, o applyOptions) error {
	if err := a.mayWrite(job); err != nil {
		return err
	}
	if job.file != "" && job.resumes == nil {
		if err := a.interruptible(ctx, func(ctx context.Context) error { return a.fits(ctx, job) }); err != nil {
			return err
		}
	}
	if job.resumes != nil {
		return nil
	}
	if job.file != "" && job.recipe.Digest != job.plan.Recipe.Digest {
		a.say("The recipe has changed since this plan was made. What runs is the plan as it was saved.\n")
	}
	switch {
	case a.flags.json:
	case o.autoApprove && job.file != "": // it was reviewed
		view.PlanSummary(a.out, job.plan, view.PlanOptions{Whole: a.commandLine("show", job.file)}, a.outStyle())
	default:
		if err := a.showPlan(job.plan, planForm{}, job.file); err != nil {
			return err
		}
	}
	if o.autoApprove {
		return nil
	}
	if !a.env.StdinTerminal {
		return &problem{
			summary: "nobody can be asked: stdin is no terminal",
			detail: strings.TrimSpace(question(job, view.Style{}) +
				"\nWith --auto-approve poco does it without asking. Nothing was changed."),
		}
	}
	return a.ask(ctx, job)
}

// mayWrite refuses to write to a database that the recipe protects now, whatever
// it did when the plan was made.
func (a *app) mayWrite(job *applying) error {
	if db := job.recipe.ProtectedTarget(job.plan); db != nil {
		return &problem{
			summary: "database " + quoted(db.Label) + " is protected",
			detail:  "The recipe says protected = true, so nothing writes to it. Nothing was changed.",
		}
	}
	return nil
}

// question says what a yes means.
func question(job *applying, s view.Style) string {
	if text := view.Destroys(job.plan, s); text != "" {
		return text
	}
	return view.Copies(job.plan)
}

// ask waits for a line. Only "yes" goes on: a hurried Enter must not.
func (a *app) ask(ctx context.Context, job *applying) error {
	return a.askYes(ctx, question(job, a.errStyle()), "Not applied. Nothing was changed.")
}

// askYes asks a question; otherwise is said where the answer is not yes.
func (a *app) askYes(ctx context.Context, question, otherwise string) error {
	fmt.Fprintf(a.err, "\n%s\n  Type yes to go on: ", view.Indented(question, a.errStyle()))
	if err := a.err.Flush(); err != nil {
		return err
	}
	var answer string
	err := a.interruptible(ctx, func(ctx context.Context) (err error) {
		answer, err = readLine(ctx, a.env.Stdin)
		return err
	})
	if err != nil {
		return err
	}
	if strings.TrimSpace(answer) == "yes" {
		return nil
	}
	a.say("\n  %s", otherwise)
	return told{exitError}
}

// readLine reads a line, or gives up with ctx. The goroutine that waits for the
// line is left behind then; it ends with the process, which is about to.
func readLine(ctx context.Context, r io.Reader) (string, error) {
	type result struct {
		line string
		err  error
	}
	c := make(chan result, 1)
	go func() {
		line, err := bufio.NewReader(r).ReadString('\n')
		c <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case got := <-c:
		if got.err == io.EOF {
			return got.line, nil
		}
		return got.line, got.err
	}
}
