package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// explain puts the failure of a step into the user's terms.
func (w *worker) explain(ctx context.Context, s *plan.Step, cause error) error {
	var more *MoreRowsError
	if errors.As(cause, &more) {
		return cause
	}
	if s.Kind == plan.Restore {
		if err := w.explainRestore(s, cause); err != nil {
			return err
		}
	}
	if code := postgres.Code(cause); code == "23503" && (s.Kind == plan.ValidateForeignKey || s.Kind == plan.AddForeignKey) {
		if key := w.violation(ctx, s, cause); key != nil {
			return key
		}
	}
	if w.run.isAborting() && isUnmet(s, cause) {
		return &unmetError{step: s, cause: cause}
	}
	e := &StepError{Step: s.ID, Title: title(s), Where: w.in.Target, Reason: postgres.Explain(cause), Err: cause}
	var side *postgres.SideError
	if errors.As(cause, &side) {
		e.Reason = postgres.Explain(side.Err)
		if side.Side == postgres.Source {
			e.Where = w.in.Source
		}
	}
	if line := postgres.CopyLine(cause); line > 0 && s.Kind == plan.Copy && e.Where == w.in.Target {
		e.Reason += w.rowInSource(ctx, s, line)
	}
	var connect *postgres.ConnectError
	if errors.As(cause, &connect) {
		e.Hint = connect.Hint
	}
	if isCollision(cause) {
		e.Blocked = w.watch.blockersOf(w.pid)
		e.Hint = hints[postgres.Code(cause)]
	}
	if e.Hint == "" {
		e.Hint = hints[postgres.Code(cause)]
	}
	return e
}

// hints say what to do, by SQLSTATE.
var hints = map[string]string{
	"55P03": "End the session that holds the lock, or wait for it with a longer --lock-timeout.",
	"40P01": "Another client and the copy wait for each other. Apply again when it is done.",
	"23505": "The target holds such a row already. Mode update or skip takes rows that are there; overwrite replaces all.",
	"23502": "The target's column takes no NULL. Give it a value with set, or a default on the target.",
	"53100": "The server's disk is full. Make room, then apply again.",
	"42501": "The role lacks a privilege that it had when the plan was made. Grant it again, then apply again.",
}

// rowInSource names the source's row that a line of a copy is, where it can be told,
// on a line of its own. Columns that the copy replaces are not shown.
func (w *worker) rowInSource(ctx context.Context, s *plan.Step, line int64) string {
	source, err := w.inSnapshot(ctx)
	if err != nil {
		return ""
	}
	t := w.run.table(s)
	key := t.Key
	if slices.ContainsFunc(key, func(column string) bool { _, is := t.Set[column]; return is }) {
		key = nil
	}
	row, err := postgres.RowAt(ctx, source, w.run.reading(s), line, key)
	if err != nil {
		w.hangUp(ctx) // its transaction has failed
	}
	if err != nil || row == "" {
		return ""
	}
	chunk := ""
	if s.Chunk.Of > 1 {
		chunk = fmt.Sprintf(" of chunk %d of %d", s.Chunk.Number, s.Chunk.Of)
	}
	return fmt.Sprintf("\nLine %d%s is the row of %s.%s with %s.", line, chunk, w.in.Source, t.Source, row)
}

// violation tells which rows violate a foreign key, over a session of its own;
// nil where the server does not say.
func (w *worker) violation(ctx context.Context, s *plan.Step, cause error) *ForeignKeyError {
	c, err := w.onTarget(ctx)
	if err != nil {
		return nil
	}
	site := w.run.sites[w.in.Target]
	catalog, err := postgres.ReadCatalog(ctx, c, site.seen.Schema)
	if err != nil {
		return nil
	}
	t := catalog.Table(*s.Table)
	if t == nil {
		return nil
	}
	i := slices.IndexFunc(t.ForeignKeys, func(k postgres.ForeignKey) bool { return k.Name == s.Object })
	if i < 0 {
		// It was to be added and validated at once, as that of a partitioned table
		// before 18.
		return &ForeignKeyError{Constraint: s.Object, Database: w.in.Target, Table: s.Table.String(), Err: cause,
			mend: strings.Join(s.SQL, "; ")}
	}
	key := t.ForeignKeys[i]
	rows, keys, err := postgres.Violations(ctx, c, *s.Table, key.Columns, key.References, key.RefColumns, 10)
	if err != nil || rows == 0 {
		return nil
	}
	return &ForeignKeyError{Constraint: key.Name, Database: w.in.Target, Table: s.Table.String(), Columns: key.Columns,
		References: key.References.String(), RefColumns: key.RefColumns, Rows: rows, Keys: keys, InPlace: true, Err: cause,
		mend: s.SQL[len(s.SQL)-1]}
}
