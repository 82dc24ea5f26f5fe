package executor

import (
	"context"
	"fmt"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// voided is the name under which the ledger remembers a copy that no longer
// counts: how many rows the run had put into the table.
func voided(step string) string { return "void:" + step }

// once runs a step: its SQL and its row in the ledger in one transaction.
func (w *worker) once(ctx context.Context, s *plan.Step) (postgres.Entry, error) {
	entry := postgres.Entry{Run: w.run.id, Step: s.ID}
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
	w.run.o.checkpoint("begin " + s.ID)
	err = target.Tx(ctx, "", func() error {
		if err := w.guard(ctx, s); err != nil {
			return err
		}
		for i, sql := range s.SQL {
			if s.Kind == plan.Copy && i == s.CopyIn {
				err = w.copy(ctx, s, &entry)
			} else {
				err = w.exec(ctx, sql, args)
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

// exec runs one statement, with the arguments where it takes them.
func (w *worker) exec(ctx context.Context, sql string, args []any) error {
	if !strings.Contains(sql, "$1") {
		args = nil
	}
	_, err := w.target.Exec(ctx, sql, args...)
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

// guard takes the lock on each table that the step empties, and counts again
// under it. Nothing of a table goes that the plan did not show.
func (w *worker) guard(ctx context.Context, s *plan.Step) error {
	ledger := w.run.ledgerOf(w.in.Target)
	all := w.run.emptyings(s, ledger)
	refill := w.run.refills(s, ledger)
	if refill {
		all = append(all, w.run.emptying(s, *s.Table, ledger))
	}
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
	if !refill {
		return nil
	}
	_, err := w.target.Exec(ctx, "TRUNCATE ONLY "+postgres.Quote(s.Table.Schema, s.Table.Name))
	return err
}

// refills reports whether a copy must empty a table that the run itself has made
// and filled before: its statements don't.
func (g *program) refills(s *plan.Step, ledger entries) bool {
	return s.Kind == plan.Copy && !truncates(s) && ledger.has(voided(s.ID)) && g.madeByRun(s)
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
	if w.run.worthProof(s, *entry) {
		entry.Evidence, err = w.evidence(ctx, source, s)
	}
	return err
}

// worthProof reports whether a proof, which reads the whole table of the source,
// may spare more work than it costs: not for a copy that takes a small part of
// the table and can be made again.
func (g *program) worthProof(s *plan.Step, entry postgres.Entry) bool {
	t := g.table(s)
	again := truncates(s) || g.madeByRun(s) || t.Mode == plan.Update
	return t.Where == "" || !again || entry.Bytes >= t.Bytes/4
}

// evidence is zero, which proves nothing, for relations that give none.
func (w *worker) evidence(ctx context.Context, source *postgres.Conn, s *plan.Step) (postgres.Evidence, error) {
	t := w.run.table(s)
	e, err := postgres.TakeEvidence(ctx, source, t.Source, t.Where, expressions(t))
	switch {
	case err == nil:
		return e, nil
	case postgres.Code(err) == "" && !isLost(err) && ctx.Err() == nil:
		return postgres.Evidence{}, nil
	}
	return e, &postgres.SideError{Side: postgres.Source, Err: fmt.Errorf("count the rows of %s: %w", t.Source, err)}
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
