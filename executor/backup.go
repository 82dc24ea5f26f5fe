package executor

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"poco/backup"
	"poco/plan"
	"poco/postgres"
)

// keepFolders does the steps of an intent that make and remove backups, in the plan's
// order. None of what the backups guard has begun.
func (r *run) keepFolders(ctx context.Context, in *intent) error {
	for _, s := range in.all() {
		if r.isDone(s) || !onlyInFolder(s) {
			continue
		}
		if r.o.stopping() {
			return errInterrupted
		}
		err := r.backUpOrPrune(ctx, s)
		if err != nil {
			return err
		}
		r.progress(ctx)
	}
	return nil
}

func (r *run) backUpOrPrune(ctx context.Context, s *plan.Step) error {
	switch {
	case s.Kind == plan.Prune:
		return r.prune(ctx, s)
	case r.guardedBegun(s):
		return r.withoutGuard(s)
	}
	return r.backUp(ctx, s)
}

// backUp makes a backup. It tries again where another client was in the way; where a
// server was lost its caller does. Where it fails nothing of it is left.
func (r *run) backUp(ctx context.Context, s *plan.Step) error {
	r.report.start(s)
	r.o.log().Debug("begin", "step", s.ID)
	begun := time.Now()
	work, end := r.untilStopped(ctx)
	defer end()
	for try := 1; ; try++ {
		d := &dumping{run: r, step: s, site: r.sites[s.Dump.Database]}
		entry, err := d.once(work)
		if err == nil {
			m := &made{entry: entry, seconds: time.Since(begun).Seconds()}
			r.noteMade(s, m)
			r.report.done(s, m.rows(), entry.Size)
			r.o.log().Info("done", "step", s.ID, "file", entry.Path(), "bytes", entry.Size, "seconds", m.seconds)
			return nil
		}
		switch {
		case ctx.Err() != nil:
			r.report.fail(s, "stopped")
			return ctx.Err()
		case work.Err() != nil, errors.Is(err, errInterrupted):
			r.report.fail(s, "stopped; what was written is discarded, since a backup can't be continued")
			return errInterrupted
		}
		failed := d.explain(err)
		if try == collisionTries || !d.collided(err) {
			r.report.fail(s, failed.Error())
			r.o.log().Error("failed", "step", s.ID, "reason", logged(err))
			return failed
		}
		r.report.rewind(s, failed.Error())
		r.o.log().Warn("trying again", "step", s.ID, "try", try+1, "reason", logged(err))
		if err := pause(ctx, try, r.o); err != nil {
			return err
		}
	}
}

// untilStopped is a context that ends as soon as the run is asked to stop: for what
// may take long and can't be continued.
func (r *run) untilStopped(ctx context.Context) (stopped context.Context, end func()) {
	stopped, cancel := context.WithCancelCause(ctx)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		select {
		case <-r.o.Stop:
			cancel(errInterrupted)
		case <-stopped.Done():
		}
	}()
	return stopped, func() {
		cancel(nil)
		<-gone
	}
}

// rows are those of all tables of the backup.
func (m *made) rows() (n int64) {
	if m.entry.Manifest != nil {
		for _, t := range m.entry.Manifest.Tables {
			n += t.Rows
		}
	}
	return n
}

// Tools tell of the server's errors in words only: these are those of a lock that was
// waited for too long, and of a session that broke. Where the server speaks another
// language, the step fails at once.
var (
	toolCollided = regexp.MustCompile(`lock timeout|deadlock detected`)
	toolLost     = regexp.MustCompile(`server closed the connection|terminating connection|connection to server was lost|` +
		`no connection to the server|could not (receive|send) data|Connection refused|starting up|shutting down`)
)

// collided reports whether another client was in the way of a dump.
func (d *dumping) collided(err error) bool {
	var tool *postgres.ToolError
	return isCollision(err) || errors.As(err, &tool) && toolCollided.MatchString(tool.Reason)
}

// explain puts the failure of a backup into the user's terms.
func (d *dumping) explain(cause error) error {
	var stale *StaleError
	if errors.As(cause, &stale) {
		return cause
	}
	e := &StepError{Step: d.step.ID, Title: title(d.step), Where: d.step.Dump.Database, Reason: postgres.Explain(cause), Err: cause}
	var connect *postgres.ConnectError
	var space *backup.SpaceError
	var size *backup.SizeError
	switch {
	case errors.As(cause, &connect):
		e.Hint = connect.Hint
	case errors.As(cause, &space):
		e.Hint = fmt.Sprintf("Make room, or let the recipe's directory be on another disk. What was written in %s is removed.", d.step.Dump.Directory)
	case errors.As(cause, &size):
		e.Hint = "Raise max_size, or back up less. What was written is removed."
	default:
		e.Hint = hints[postgres.Code(cause)]
	}
	return e
}
