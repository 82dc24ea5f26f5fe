package executor

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// voided is the name under which the ledger remembers copies that no longer count:
// how many rows the last of them had put into the table, and by which transactions.
func voided(step string) string { return "void:" + step }

// A redo is what has to be undone, in one transaction, so that copies whose source
// has changed can be made again. Its steps are taken out of the ledger.
type redo struct {
	// forgotten are steps that come again and take care of the rows themselves:
	// they empty the table, or update its rows.
	forgotten []*plan.Step
	// emptied are copies into tables that the run made: all their rows go.
	emptied []*plan.Step
	// taken are copies whose rows are taken back, and no others: tables that
	// reference come before those that they reference.
	taken []*plan.Step
	// why tells, by table, what changed.
	why map[plan.Name]string
}

// redoOf decides what has to be undone, from the copies that are not proved
// unchanged.
func (r *run) redoOf(in *intent, done []*plan.Step, changed map[*plan.Step]string) redo {
	d := redo{why: map[plan.Name]string{}}
	for _, s := range done {
		why, is := changed[s]
		t, truncate := r.table(s), r.truncateOf(s)
		if !is && truncate != nil && !r.isDone(truncate) {
			why, is = "it is to be emptied again", true
		}
		if !is {
			continue
		}
		if d.why[t.Target] == "" {
			d.why[t.Target] = why
		}
		switch {
		case r.madeByRun(s):
			d.emptied = append(d.emptied, r.doneCopiesInto(in, t.Target)...)
		case truncates(s), t.Mode == plan.Update:
			d.forgotten = append(d.forgotten, s)
		case truncate != nil:
			d.forgotten = append(append(d.forgotten, truncate), r.reliant(truncate)...)
		default:
			d.taken = append(d.taken, s)
		}
	}
	d.taken = r.withReferencing(in, d.taken)
	position := func(s *plan.Step) int { return slices.Index(in.filling, s) }
	for _, list := range []*[]*plan.Step{&d.forgotten, &d.emptied, &d.taken} {
		*list = slices.DeleteFunc(*list, func(s *plan.Step) bool { return !r.isDone(s) })
		slices.SortFunc(*list, func(a, b *plan.Step) int { return position(b) - position(a) })
		*list = slices.Compact(*list)
	}
	return d
}

// all are the steps that the redo takes out of the ledger.
func (d redo) all() []*plan.Step { return slices.Concat(d.forgotten, d.emptied, d.taken) }

// doneCopiesInto are the done copies of a table.
func (r *run) doneCopiesInto(in *intent, table plan.Name) (list []*plan.Step) {
	for _, s := range in.filling {
		if s.Kind == plan.Copy && *s.Table == table && r.isDone(s) {
			list = append(list, s)
		}
	}
	return list
}

// withReferencing adds the done copies of the tables that reference those of the
// given copies by keys that stay in place: their rows would be left without what
// they point at.
func (r *run) withReferencing(in *intent, taken []*plan.Step) []*plan.Step {
	catalog := r.sites[in.Target].catalog
	seen := map[plan.Name]bool{}
	for i := 0; i < len(taken); i++ {
		table := *taken[i].Table
		if seen[table] || catalog == nil {
			continue
		}
		seen[table] = true
		for _, k := range catalog.ReferencedBy(table) {
			for _, s := range r.doneCopiesInto(in, k.Table.Name) {
				if mode := r.table(s).Mode; (mode == plan.Append || mode == plan.Skip) && !r.madeByRun(s) && !slices.Contains(taken, s) {
					taken = append(taken, s)
				}
			}
		}
	}
	return taken
}

// void carries a redo out. Either all of it happens or nothing.
func (a *attempt) void(ctx context.Context, d redo) error {
	if len(d.all()) == 0 {
		return nil
	}
	control := a.run.sites[a.in.Target].control
	a.run.o.checkpoint("void " + a.in.Name)
	var refused ChangedError
	undo := func() error {
		refused = ChangedError{}
		for table, copies := range byTable(d.emptied) {
			if err := a.empty(ctx, control, table, copies); err != nil {
				return err
			}
		}
		for table, copies := range byTable(d.taken) {
			why, err := a.takeBack(ctx, control, table, copies)
			if err != nil {
				return fmt.Errorf("take back the rows of %s.%s: %w", a.in.Target, table, err)
			}
			if why != "" {
				refused.Tables = append(refused.Tables, a.refusal(table, d.why[table], why))
			}
		}
		if refused.Tables != nil {
			return &refused
		}
		for _, s := range d.all() {
			if err := a.voidOne(ctx, control, s); err != nil {
				return fmt.Errorf("void %s in the ledger of %s: %w", s.ID, a.in.Target, err)
			}
		}
		return nil
	}
	what := "take back in " + a.in.Target + " what was copied of tables that have changed since"
	err := a.run.persist(ctx, a.run.sites[a.in.Target], what, func() error { return control.Tx(ctx, "", undo) })
	if err != nil {
		return err
	}
	a.run.o.checkpoint("voided " + a.in.Name)
	for _, s := range d.all() {
		entry, _ := a.run.entry(s)
		a.run.report.void(s, entry.Rows, entry.Bytes)
	}
	return a.run.readLedger(ctx, a.run.sites[a.in.Target])
}

// byTable goes over the steps table by table, in the steps' order.
func byTable(steps []*plan.Step) func(yield func(plan.Name, []*plan.Step) bool) {
	return func(yield func(plan.Name, []*plan.Step) bool) {
		seen := map[plan.Name]bool{}
		for _, s := range steps {
			if seen[*s.Table] {
				continue
			}
			seen[*s.Table] = true
			of := slices.DeleteFunc(slices.Clone(steps), func(o *plan.Step) bool { return *o.Table != *s.Table })
			if !yield(*s.Table, of) {
				return
			}
		}
	}
}

// empty removes the rows of a table that the run made. It holds no others: that is
// counted, under the lock.
func (a *attempt) empty(ctx context.Context, c *postgres.Conn, table plan.Name, copies []*plan.Step) error {
	e := emptying{table: table, exact: true}
	for _, s := range copies {
		entry, _ := a.run.entry(s)
		e.shown += entry.Rows
	}
	e.limit = e.shown
	target, err := e.target(ctx, c)
	if err != nil {
		return err
	}
	if err := e.lock(ctx, c); err != nil {
		return err
	}
	if err := e.check(ctx, c, a.in.Target); err != nil {
		return err
	}
	_, err = c.Exec(ctx, "TRUNCATE "+target)
	return err
}

// takeBack deletes the rows that copies put into a table, or says why it can't be
// done for certain.
func (a *attempt) takeBack(ctx context.Context, c *postgres.Conn, table plan.Name, copies []*plan.Step) (why string, err error) {
	var xids []uint64
	var written int64
	for _, s := range copies {
		entry, _ := a.run.entry(s)
		xids, written = append(xids, entry.XID), written+entry.Written
	}
	return postgres.TakeBack(ctx, c, table, xids, written)
}

// refusal says of one table why its copies can't be made again.
func (a *attempt) refusal(table plan.Name, changed, why string) string {
	if changed == "" {
		changed = "a table that it references has changed"
	}
	return fmt.Sprintf("%s.%s (%s; its rows can't be taken back: %s)", a.in.Target, table, changed, why)
}

// voidOne takes a step out of the ledger. Of a copy that takes care of its rows
// itself the ledger keeps what it had written.
func (a *attempt) voidOne(ctx context.Context, control *postgres.Conn, s *plan.Step) error {
	if err := a.ledger.Forget(ctx, control, a.run.id, s.ID); err != nil || s.Kind != plan.Copy {
		return err
	}
	entry, _ := a.run.entry(s)
	mark := a.run.newEntry(voided(s.ID))
	mark.Chunk, mark.Rows = entry.Chunk, entry.Rows
	before := a.run.ledgerOf(a.in.Target)[mark.Step]
	mark.Detail = strings.TrimSpace(before.Detail + " " + strconv.FormatUint(entry.XID, 10))
	if err := a.ledger.Forget(ctx, control, a.run.id, mark.Step); err != nil {
		return err
	}
	return a.ledger.Record(ctx, control, mark)
}

// leftOver fails where rows that a voided copy of mode update had written are not
// among those that the copy wrote when it was made again: they are gone from the
// source, and what the target held of them before is not known.
func (a *attempt) leftOver(ctx context.Context) error {
	ledger := a.run.ledgerOf(a.in.Target)
	xids := map[plan.Name][]uint64{}
	for _, s := range a.in.filling {
		if s.Kind != plan.Copy || a.run.table(s).Mode != plan.Update {
			continue
		}
		for text := range strings.FieldsSeq(ledger[voided(s.ID)].Detail) {
			x, err := strconv.ParseUint(text, 10, 64)
			if err != nil {
				return fmt.Errorf("the ledger of %s: step %s: %w", a.in.Target, voided(s.ID), err)
			}
			xids[*s.Table] = append(xids[*s.Table], x)
		}
	}
	if a.run.o.FastResume {
		return nil
	}
	if len(xids) == 0 {
		return nil
	}
	c, err := a.run.sites[a.in.Target].connect(ctx, "count "+a.run.id, a.run.o) // the control session is the watch's
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	var refused ChangedError
	for table, list := range xids {
		n, err := postgres.CountOwn(ctx, c, table, list)
		if err != nil {
			return fmt.Errorf("count the rows of %s.%s: %w", a.in.Target, table, err)
		}
		if n > 0 {
			refused.Tables = append(refused.Tables, fmt.Sprintf(
				"%s.%s (rows that the run had written, %d of them, are gone from the source since; what the target held before is not known)", a.in.Target, table, n))
		}
	}
	if refused.Tables != nil {
		slices.Sort(refused.Tables)
		return &refused
	}
	return nil
}
