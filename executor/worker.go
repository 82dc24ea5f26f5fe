package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// A worker does one step at a time, on sessions of its own: one on the target
// and, for copies, one in the snapshot of the source.
type worker struct {
	*attempt
	target *postgres.Conn
	source *postgres.Conn // in the snapshot
	reader *postgres.Conn // outside of it, for sequences
	pid    uint32         // the server's process of the last target session
	// restoring is the last try of a restore.
	restoring *restoring
}

// work does steps until there are no more.
func (w *worker) work(ctx context.Context, next func() *plan.Step, finish func(*plan.Step, error)) {
	defer w.hangUp(ctx)
	for s := next(); s != nil; s = next() {
		finish(s, w.do(ctx, s))
		w.run.progress(ctx)
	}
}

// hangUp ends the worker's sessions; the next step opens new ones.
func (w *worker) hangUp(ctx context.Context) {
	for _, c := range []**postgres.Conn{&w.target, &w.source, &w.reader} {
		if *c != nil {
			w.watch.leave((*c).PID())
			(*c).Close(ctx)
			*c = nil
		}
	}
}

// do does one step. It tries again where another client was in the way, and
// where its own connection broke. Whether a transaction whose end is not known
// took place is asked of the ledger, on a new session.
func (w *worker) do(ctx context.Context, s *plan.Step) error {
	w.run.report.start(s)
	w.run.o.log().Debug("begin", "step", s.ID, "statements", len(s.SQL))
	begun := time.Now()
	doubt := false // a try of which nobody knows whether it has committed
	for try := 1; ; try++ {
		entry, err := w.once(ctx, s)
		if err != nil {
			doubt = doubt || isLost(err)
			entry, err = w.settle(ctx, s, err, doubt)
		}
		if err == nil {
			w.run.note(w.in.Target, entry)
			w.run.report.done(s, entry.Rows, entry.Bytes)
			if s.Kind == plan.Restore {
				w.run.report.restored(s, restoredRows(entry), false)
			}
			w.run.o.log().Info("done", "step", s.ID, "rows", entry.Rows, "bytes", entry.Bytes,
				"seconds", time.Since(begun).Seconds())
			return nil
		}
		if err := w.again(ctx, s, try, err); err != nil {
			return err
		}
	}
}

// settle decides what became of a step that ended in an error: where the ledger
// holds it, it is done. After a try in doubt any error may come of that one's own
// work: an index that is there already, rows that the plan has not shown.
func (w *worker) settle(ctx context.Context, s *plan.Step, cause error, doubt bool) (postgres.Entry, error) {
	w.hangUp(ctx)
	isRestore := s.Kind == plan.Restore
	if !isRestore && !doubt && postgres.Code(cause) != uniqueViolation || ctx.Err() != nil {
		return postgres.Entry{}, cause
	}
	target, err := w.onTarget(ctx)
	if err != nil {
		return postgres.Entry{}, errors.Join(&lostError{cause}, err)
	}
	if isRestore { // psql has ended, its session may still be at a statement, or at COMMIT
		if err := postgres.EndToolSessions(ctx, target, postgres.WorkerName(w.run.id), w.run.o.tableLocks()); err != nil {
			return postgres.Entry{}, errors.Join(cause, err)
		}
	}
	ledger, err := postgres.FindLedger(ctx, target)
	if err != nil || ledger == nil {
		return postgres.Entry{}, cause
	}
	done, err := ledger.Done(ctx, target, w.run.id)
	if entry, there := done[s.ID]; err == nil && there {
		return entry, nil
	}
	return postgres.Entry{}, cause
}

// again waits for the next try, or fails where there is none.
func (w *worker) again(ctx context.Context, s *plan.Step, try int, cause error) error {
	if ctx.Err() != nil {
		w.run.report.fail(s, "stopped")
		return ctx.Err()
	}
	if errors.Is(cause, errInterrupted) {
		w.run.report.fail(s, "stopped, and rolled back")
		return cause
	}
	var lost *lostError
	collided := isCollision(cause)
	more := collided && try < collisionTries || !collided && isLost(cause) && try < lostTries
	retry := more && !errors.As(cause, &lost) && !w.run.o.stopping()
	err := w.explain(ctx, s, cause)
	if !retry {
		w.run.report.fail(s, err.Error())
		w.run.o.log().Error("failed", "step", s.ID, "reason", logged(cause))
		return err
	}
	w.run.report.rewind(s, err.Error())
	w.run.o.log().Warn("trying again", "step", s.ID, "try", try+1, "reason", logged(cause))
	return pause(ctx, min(try, longestCollision), w.run.o)
}

// logged is an error as the log may hold it: a server's message may show data,
// its code does not.
func logged(err error) string {
	if code := postgres.Code(err); code != "" {
		return "SQLSTATE " + code
	}
	var refused *dump.RefusedError
	if errors.As(err, &refused) {
		return fmt.Sprintf("line %d of the file is refused: %s", refused.Finding.Line, refused.Finding.Code)
	}
	return err.Error()
}

// onTarget is the worker's session on the target.
func (w *worker) onTarget(ctx context.Context) (*postgres.Conn, error) {
	if w.target == nil {
		c, err := w.run.sites[w.in.Target].connect(ctx, postgres.WorkerName(w.run.id), w.run.o)
		if err != nil {
			return nil, err
		}
		w.target, w.pid = c, c.PID()
		w.watch.enter(c.PID())
	}
	return w.target, nil
}

// inSnapshot is the worker's session in the snapshot of the source.
func (w *worker) inSnapshot(ctx context.Context) (*postgres.Conn, error) {
	if w.source == nil {
		c, err := w.snapshot.Join(ctx)
		if err != nil {
			return nil, &lostError{fmt.Errorf("database %q: %w", w.in.Source, err)}
		}
		w.source = c
	}
	return w.source, nil
}

// onSource is the worker's session on the source outside of the snapshot.
func (w *worker) onSource(ctx context.Context) (*postgres.Conn, error) {
	if w.reader == nil {
		site := w.run.sites[w.in.Source]
		session := site.session("read "+w.run.id, w.run.o)
		session.ReadOnly = true
		c, err := postgres.Connect(ctx, site.config, session)
		if err != nil {
			return nil, fmt.Errorf("database %q: %w", w.in.Source, err)
		}
		w.reader = c
	}
	return w.reader, nil
}
