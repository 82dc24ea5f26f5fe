package command

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"poco/backup"
	"poco/executor"
	"poco/plan"
	"poco/view"
)

// execute runs the plan and shows how it goes and what came of it.
func (a *app) execute(ctx context.Context, job *applying, o applyOptions) error {
	options := a.options(job, cmp.Or(job.command, strings.TrimSpace("poco apply "+strings.Join(o.args, " "))))
	options.FastResume, options.Jobs = o.resume == "fast", o.jobs
	receipt, err := a.watch(ctx, job.plan, options, func(ctx context.Context, options executor.Options) (*executor.Receipt, error) {
		return executor.Apply(ctx, job.plan, options)
	})
	if err != nil {
		return a.unfinished(job, err)
	}
	if a.flags.json {
		return view.Document(a.out, receipt)
	}
	view.Receipt(a.out, receipt, view.ReceiptOptions{
		Plan: job.plan, Verify: a.verifyLine(job, o),
		Restore: func(b executor.BackupMade) string {
			return a.commandLine("restore", b.Database, a.shown(madeAt(job, b)))
		},
		ByHand: func(b executor.BackupMade) []string { return byHand(madeAt(job, b)) },
	}, a.outStyle())
	return nil
}

// madeAt is where a backup is that a run has made.
func madeAt(job *applying, b executor.BackupMade) string {
	if filepath.IsAbs(b.File) {
		return b.File
	}
	return filepath.Join(job.recipe.Dir, filepath.FromSlash(b.File))
}

// byHand are the commands that bring a backup back without poco.
func byHand(path string) []string {
	e, err := backup.At(path)
	if err != nil || e.Manifest == nil {
		return nil
	}
	return append([]string{"cd " + shellQuoted(e.Dir)}, e.Manifest.RestoreByHand.Old...)
}

// copies reports whether a plan copies rows from one database to another.
func copies(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Intents, func(in plan.Intent) bool { return in.Kind == "copy" })
}

// verifyLine is the command that compares what was copied.
func (a *app) verifyLine(job *applying, o applyOptions) string {
	if !copies(job.plan) {
		return ""
	}
	if job.file != "" {
		return a.commandLine("verify", job.file)
	}
	if isRun(o.args) {
		return a.commandLine(append([]string{"verify"}, job.resumes.Intents...)...)
	}
	return a.commandLine(append([]string{"verify"}, o.args...)...)
}

// watch runs something of the executor's with progress on stderr and with
// signals as the executor takes them.
func (a *app) watch(ctx context.Context, p *plan.Plan, options executor.Options,
	run func(context.Context, executor.Options) (*executor.Receipt, error)) (*executor.Receipt, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	progress := a.progress(p)
	defer progress.Close()
	stopper := a.newStopper(cancel, func() { a.logger().Info("interrupted: what is in flight is finished") })
	defer stopper.close()
	options.Stop = stopper.Stop
	options.Events = progress.Event
	return run(ctx, options)
}

// progress is the view of a run that suits stderr.
func (a *app) progress(p *plan.Plan) view.Progress {
	switch {
	case a.flags.json:
		return view.NewJSONProgress(a.err)
	case a.env.StderrTerminal:
		return view.NewBars(a.err, p, a.env.Width, a.colour())
	}
	return view.NewLines(a.err, p)
}

// unfinished says where a run that did not end stands, and how to go on.
func (a *app) unfinished(job *applying, err error) error {
	var stopped *executor.StoppedError
	var interrupted *executor.InterruptedError
	switch {
	case errors.As(err, &interrupted):
		a.resumable(job, interrupted.Run, interrupted.Position)
		return told{exitInterrupted}
	case errors.As(err, &stopped):
		diags, files := explain(stopped.Err)
		a.diagnose(diags, files)
		a.resumable(job, stopped.Run, stopped.Position)
		return told{exitStopped}
	}
	if job.resumes != nil && errors.Is(err, context.Canceled) {
		again := cmp.Or(job.again, a.commandLine("apply", job.resumes.ID))
		a.say("\n  Stopped before it went on.\n  Give up with:  %s\n  Go on with:    %s", a.commandLine("abort", job.resumes.ID), again)
		return told{exitInterrupted}
	}
	return unchanged(err)
}

// unchanged adds to what a step failed with that nothing came of it: a run that
// did nothing was taken back.
func unchanged(err error) error {
	var step *executor.StepError
	if !errors.As(err, &step) {
		return err
	}
	diags, files := explain(err)
	diags[len(diags)-1].Detail = strings.TrimSpace(diags[len(diags)-1].Detail + "\n\nNothing was changed.")
	return &diagnosed{diags, files}
}

// A resumableLine is what --json says of an unfinished run.
type resumableLine struct {
	Type     string            `json:"type"` // unfinished
	Run      string            `json:"run"`
	Position executor.Position `json:"position"`
	Resume   string            `json:"resume"`
	Abort    string            `json:"abort"`
}

func (a *app) resumable(job *applying, run string, at executor.Position) {
	abort := a.commandLine("abort", run)
	if job.again == "" {
		job.again = a.commandLine("apply", run)
	}
	if a.flags.json {
		_ = view.Line(a.err, resumableLine{Type: "unfinished", Run: run, Position: at, Resume: job.again, Abort: abort})
		return
	}
	view.Stopped(a.err, at, job.again, abort, a.errStyle())
}
