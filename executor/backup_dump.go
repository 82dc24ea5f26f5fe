package executor

import (
	"context"
	"errors"
	"slices"
	"time"

	"poco/backup"
	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// A dumping is one try to make a backup, under one snapshot of its database.
type dumping struct {
	run      *run
	step     *plan.Step
	site     *site
	snapshot *postgres.Snapshot
	server   postgres.Server
	taken    time.Time // the snapshot's instant
	holds    postgres.DumpTables
	rows     *dump.Filter // reads a plain dump along, to count its rows; nil in other formats
}

// once makes the backup, or leaves nothing of it.
func (d *dumping) once(ctx context.Context) (backup.Entry, error) {
	d.run.o.checkpoint("begin " + d.step.ID)
	if err := d.take(ctx); err != nil {
		return backup.Entry{}, err
	}
	defer d.snapshot.Close(ctx)
	d.run.o.checkpoint("snapshot " + d.step.ID)
	tools, err := postgres.FindTools(ctx, d.server.VersionNum)
	if err != nil {
		return backup.Entry{}, err
	}
	o := backup.Options{Label: d.site.label, Format: backup.Format(d.step.Dump.Format), Now: time.Now(), Run: d.run.id, Step: d.step.ID,
		Limit: d.step.Dump.MaxSize, Checkpoint: func(name string) { d.run.o.checkpoint(name + " " + d.step.ID) }}
	if o.Format == backup.Plain {
		d.rows = dump.NewFilter(nil, dump.FilterOptions{})
		o.Reader = d.rows
	}
	w, err := backup.Create(d.run.o.path(d.step.Dump.Directory), o)
	if err != nil {
		return backup.Entry{}, err
	}
	defer w.Discard()
	d.run.o.log().Info("backup", "step", d.step.ID, "file", w.Path(), "snapshot", d.snapshot.ID(), "tool", "pg_dump "+tools.Version)
	counted, err := d.write(ctx, tools, w)
	if err != nil {
		return backup.Entry{}, err
	}
	d.run.o.checkpoint("dumped " + d.step.ID)
	if d.run.o.stopping() {
		return backup.Entry{}, errInterrupted
	}
	entry, err := w.Commit(ctx, d.manifest(tools, counted))
	if err == nil {
		d.run.o.checkpoint("committed " + d.step.ID)
	}
	return entry, err
}

// snapshotTries is how often a snapshot is taken anew, where tables have come into
// the schemas meanwhile.
const snapshotTries = 5

// take opens the snapshot. All tables are locked, as any reader locks them, before it
// is taken: one that is emptied later would look empty in it.
func (d *dumping) take(ctx context.Context) error {
	known := slices.Clone(d.step.Dump.Tables)
	for try := 1; ; try++ {
		err := d.takeWith(ctx, known)
		if err != nil {
			return err
		}
		names := d.holds.All()
		missing := slices.DeleteFunc(slices.Clone(names), func(n plan.Name) bool { return slices.Contains(known, n) })
		if len(missing) == 0 || try == snapshotTries {
			return nil
		}
		d.snapshot.Close(ctx)
		known = names
	}
}

func (d *dumping) takeWith(ctx context.Context, lock []plan.Name) (err error) {
	d.snapshot, err = postgres.OpenSnapshot(ctx, d.site.config, d.site.session("snapshot "+d.run.id, d.run.o), lock...)
	if err != nil {
		return d.whoBlocks(ctx, err)
	}
	defer func() {
		if err != nil {
			d.snapshot.Close(ctx)
		}
	}()
	c := d.snapshot.Conn()
	if d.server, err = postgres.ReadServer(ctx, c); err != nil {
		return err
	}
	if changes := d.site.otherThan(d.server); changes != nil {
		return &StaleError{Changes: changes}
	}
	if d.holds, err = postgres.ReadDumpTables(ctx, c, d.step.Dump.Schemas, d.step.Dump.Tables); err != nil {
		return err
	}
	return c.QueryRow(ctx, "SELECT now()", nil, &d.taken)
}

// whoBlocks adds to a lock timeout who held the lock.
func (d *dumping) whoBlocks(ctx context.Context, err error) error {
	if !isCollision(err) {
		return err
	}
	c, failed := d.site.connect(ctx, "look "+d.run.id, d.run.o)
	if failed != nil {
		return err
	}
	defer c.Close(ctx)
	return postgres.LockWaited(ctx, c, err)
}

func (d *dumping) dump(ctx context.Context, tools postgres.Tools, w *backup.Writer) error {
	c := d.snapshot.Conn()
	o := postgres.DumpOptions{
		ToolSession: postgres.ToolSession{Application: "backup " + d.run.id, Host: c.Host(), Port: c.Port()},
		Format:      d.step.Dump.Format, Schemas: d.step.Dump.Schemas, Tables: d.step.Dump.Tables, Without: d.holds.Ledger,
		Snapshot: d.snapshot.ID(), LockTimeout: d.run.o.tableLocks(),
		Progress: func(p postgres.DumpProgress) { d.run.report.at(d.step, p.Table) },
	}
	switch o.Format {
	case postgres.DumpDirectory:
		o.Directory, o.Jobs = w.Folder(), d.step.Dump.Jobs
	default:
		o.File, o.Clean = w.File(), o.Format == postgres.DumpPlain
	}
	err := w.Full(postgres.Dump(ctx, d.site.config, tools, o))
	var tool *postgres.ToolError
	if errors.As(err, &tool) && tool.Signal == 0 && ctx.Err() == nil && (toolLost.MatchString(tool.Reason) || !d.alive(ctx)) {
		return &lostError{err}
	}
	return err
}

// alive reports whether the session that holds the snapshot is still there.
func (d *dumping) alive(ctx context.Context) bool {
	c, err := d.site.connect(ctx, "look "+d.run.id, d.run.o)
	if err != nil {
		return !isLost(err)
	}
	defer c.Close(ctx)
	alive, err := postgres.IsSession(ctx, c, d.snapshot.Conn().PID())
	return alive || err != nil && !isLost(err)
}

func (d *dumping) moved(ctx context.Context, written int64) {
	d.run.report.moved(d.step, 0, written)
	d.run.progress(ctx)
}

func (d *dumping) manifest(tools postgres.Tools, counted []backup.Table) backup.Manifest {
	c := d.snapshot.Conn()
	m := backup.Manifest{
		Intent: d.step.Intent, PlanID: d.run.plan.ID, RunID: d.run.id, StepID: d.step.ID, Poco: d.run.plan.PocoVersion,
		Tool: "pg_dump " + tools.Version, Snapshot: d.taken,
		Database: backup.Database{Label: d.site.label, Host: c.Host(), Port: c.Port(), Name: d.site.config.DBName(), User: d.site.config.User(),
			ServerVersion: d.server.Version, SystemIdentifier: d.server.SystemIdentifier, OID: d.server.DatabaseOID},
		Complete: len(d.step.Dump.Schemas) > 0, Schemas: d.step.Dump.Schemas, Tables: counted,
	}
	if m.Compression = "gzip"; d.step.Dump.Format == postgres.DumpPlain { // what pg_dump does by itself
		m.Compression = "none"
	}
	return m
}
