package executor

import (
	"context"
	"fmt"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// once runs a step: its SQL and its row in the ledger in one transaction.
func (w *worker) once(ctx context.Context, s *plan.Step) (postgres.Entry, error) {
	if s.Kind == plan.Restore {
		return w.restore(ctx, s)
	}
	entry := w.run.newEntry(s.ID)
	if s.Chunk != nil {
		entry.Chunk = s.Chunk.Number
	}
	target, err := w.onTarget(ctx)
	if err != nil {
		return entry, err
	}
	args, err := w.read(ctx, s)
	if err != nil {
		return entry, err
	}
	if len(args) == 2 {
		entry.Detail = noted(args[0], args[1])
	}
	w.run.o.checkpoint("begin " + s.ID)
	err = target.Tx(ctx, "", func() error {
		if err := w.guard(ctx, s); err != nil {
			return err
		}
		for i, sql := range s.SQL {
			if s.Kind == plan.Copy && i == s.CopyIn {
				err = w.copy(ctx, s, &entry)
			} else {
				err = w.exec(ctx, s, sql, args, &entry)
			}
			if err != nil {
				return err
			}
		}
		w.run.o.checkpoint("written " + s.ID)
		if err := w.ledger.Record(ctx, target, entry); err != nil {
			return err
		}
		w.run.o.checkpoint("recorded " + s.ID)
		return nil
	})
	if err == nil {
		w.run.o.checkpoint("committed " + s.ID)
	}
	return entry, err
}

// exec runs one statement, with the arguments where it takes them. Where the rows
// of a copy went elsewhere first, it notes how many of them a statement inserts.
func (w *worker) exec(ctx context.Context, s *plan.Step, sql string, args []any, entry *postgres.Entry) error {
	if !strings.Contains(sql, "$1") {
		args = nil
	}
	n, err := w.target.Exec(ctx, sql, args...)
	if s.Kind == plan.Copy && strings.HasPrefix(sql, "INSERT INTO ") {
		entry.Written = n
	}
	return err
}

// read gives a sequence's last_value and is_called. It asks for them now, not in
// the snapshot: a sequence goes on whatever becomes of transactions, and a value
// too high wastes numbers, where one too low would give a key twice.
func (w *worker) read(ctx context.Context, s *plan.Step) ([]any, error) {
	if s.Kind != plan.SetSequence || s.Read == "" {
		return nil, nil
	}
	source, err := w.onSource(ctx)
	if err != nil {
		return nil, err
	}
	var last int64
	var called bool
	if err := source.QueryRow(ctx, s.Read, nil, &last, &called); err != nil {
		return nil, &postgres.SideError{Side: postgres.Source, Err: err}
	}
	return []any{last, called}, nil
}

// noted is what the ledger remembers of a sequence's state, and readNoted reads it.
func noted(last any, called any) string { return fmt.Sprintf("%d %t", last, called) }

func readNoted(text string) (last int64, called, ok bool) {
	n, err := fmt.Sscanf(text, "%d %t", &last, &called)
	return last, called, err == nil && n == 2
}

// guard takes the lock on each table that the step empties, and counts again
// under it. Nothing of a table goes that the plan did not show.
func (w *worker) guard(ctx context.Context, s *plan.Step) error {
	all := w.run.emptyings(s, w.run.ledgerOf(w.in.Target))
	for _, e := range all {
		if err := e.lock(ctx, w.target); err != nil {
			return err
		}
	}
	for _, e := range all {
		if err := e.check(ctx, w.target, w.in.Target); err != nil {
			return err
		}
	}
	return nil
}

// madeByRun reports whether the table of a copy is one that the run creates, so
// that all its rows are the run's own.
func (g *program) madeByRun(s *plan.Step) bool {
	t := g.table(s)
	return t.Created || t.Mode == plan.Recreate
}

// copy relays the rows of a copy, and takes the evidence by which a resumed run
// can prove that the source's table has not changed since.
func (w *worker) copy(ctx context.Context, s *plan.Step, entry *postgres.Entry) error {
	source, err := w.inSnapshot(ctx)
	if err != nil {
		return err
	}
	w.run.o.checkpoint("copy " + s.ID)
	moved := func(rows, bytes int64) {
		w.run.report.moved(s, rows, bytes)
		w.run.progress(ctx)
	}
	entry.Rows, entry.Bytes, err = postgres.Relay(ctx, source, s.Read, w.target, s.SQL[s.CopyIn], moved)
	if err != nil {
		return err
	}
	entry.Written = entry.Rows
	if w.run.worthProof(s, *entry) {
		entry.Evidence, err = w.evidence(ctx, source, s, entry.Rows)
	}
	return err
}

// worthProof reports whether a proof, which reads again what the copy has left out
// of the source's table, may spare more work than it costs: not for a copy that
// takes a small part of the table and can be made again.
func (g *program) worthProof(s *plan.Step, entry postgres.Entry) bool {
	t := g.table(s)
	again := truncates(s) || g.madeByRun(s) || t.Mode == plan.Update
	return t.Where == "" || !again || entry.Bytes >= t.Bytes/4
}

// reading is what a copy reads of the source.
func (g *program) reading(s *plan.Step) postgres.Reading {
	t := g.table(s)
	return postgres.Reading{Table: t.Source, From: s.Chunk.From, To: s.Chunk.To, Where: t.Where, Set: expressions(t)}
}

// evidence is zero, which proves nothing, for relations that give none.
func (w *worker) evidence(ctx context.Context, source *postgres.Conn, s *plan.Step, copied int64) (postgres.Evidence, error) {
	e, err := postgres.TakeEvidence(ctx, source, w.run.reading(s), copied)
	switch {
	case err == nil:
		return e, nil
	case postgres.Code(err) == "" && !isLost(err) && ctx.Err() == nil:
		return postgres.Evidence{}, nil
	}
	return e, &postgres.SideError{Side: postgres.Source, Err: fmt.Errorf("count the rows of %s: %w", w.run.table(s).Source, err)}
}

// expressions are those that a copy puts in the place of columns, in the columns'
// order.
func expressions(t *plan.Table) (list []string) {
	for _, column := range t.Columns {
		if e, there := t.Set[column]; there {
			list = append(list, e)
		}
	}
	return list
}
