package executor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"

	"poco/backup"
	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// A restoring is one try to restore a dump: a psql that is fed, in one transaction,
// what the plan does before, the dump's script as far as the filter lets it through,
// what the plan does after, and the ledger's entry. Whatever ends before COMMIT was
// written leaves the target as it was.
type restoring struct {
	*worker
	step   *plan.Step
	file   string // as this process finds it
	tools  postgres.Tools
	psql   *postgres.Psql
	script *scriptWriter
	told   recent // the statements of the file that psql may be at
	guards []emptying
	checks []rowCheck
	others postgres.Bystanders // the tables that the plan does not show as replaced
	entry  postgres.Entry
	filter *dump.Filter
}

// restore does a restore step. Whether it took place the ledger says: psql may have
// died after COMMIT was written.
func (w *worker) restore(ctx context.Context, s *plan.Step) (postgres.Entry, error) {
	w.run.o.checkpoint("begin " + s.ID)
	work, end := w.run.untilStopped(ctx)
	defer end()
	r := &restoring{worker: w, step: s, file: w.run.o.path(s.Restoration.File), entry: w.run.newEntry(s.ID)}
	w.restoring = r
	w.watch.name(postgres.WorkerName(w.run.id))
	err := r.once(work)
	w.watch.name("")
	if err == nil {
		err = r.recorded(work)
	}
	if ctx.Err() == nil && work.Err() != nil && err != nil {
		err = errInterrupted
	}
	return r.entry, err
}

// recorded proves that the ledger holds the step after a psql that told of no error.
func (r *restoring) recorded(ctx context.Context) error {
	done, err := r.ledger.Done(ctx, r.target, r.run.id)
	if _, there := done[r.step.ID]; err == nil && !there {
		err = errors.New("psql has ended without an error, and yet nothing was restored")
	}
	if err == nil {
		r.run.o.checkpoint("committed " + r.step.ID)
	}
	return err
}

// once runs psql to its end.
func (r *restoring) once(ctx context.Context) error {
	if err := r.prepare(ctx); err != nil {
		return err
	}
	var err error
	r.psql, err = postgres.StartPsql(ctx, r.run.sites[r.in.Target].config, r.tools, postgres.PsqlOptions{
		ToolSession: postgres.ToolSession{Application: postgres.WorkerName(r.run.id), Host: r.target.Host(), Port: r.target.Port()}})
	if err != nil {
		return err
	}
	r.script = &scriptWriter{to: r.psql}
	if err = r.feed(ctx); err == nil {
		err = r.psql.Finish()
	} else {
		ended := r.psql.Abandon(err)
		if write := (*writeError)(nil); errors.As(err, &write) {
			err = ended // psql says why it read no further
		}
	}
	r.run.o.checkpoint("psql ended " + r.step.ID)
	return r.lost(err)
}

// lost tells the end of a psql whose session broke from one for another reason.
func (r *restoring) lost(err error) error {
	var script *postgres.ScriptError
	var tool *postgres.ToolError
	switch {
	case errors.As(err, &script):
		if code := script.Code; code[:2] == "08" || code[:2] == "57" && code != "57014" {
			return &lostError{err}
		}
	case errors.As(err, &tool) && tool.Signal == 0 && tool.ExitCode == badConnection:
		return &lostError{err}
	}
	return err
}

// badConnection is psql's exit code where its session could not be made, or broke.
const badConnection = 2

// prepare proves that the target is still the plan's, and finds the tools.
func (r *restoring) prepare(ctx context.Context) error {
	target, err := r.onTarget(ctx)
	if err != nil {
		return err
	}
	server, err := postgres.ReadServer(ctx, target)
	if err != nil {
		return err
	}
	if changes := r.run.sites[r.in.Target].otherThan(server); changes != nil {
		return &StaleError{Changes: changes}
	}
	if r.tools, err = postgres.FindTools(ctx, server.VersionNum); err != nil {
		return err
	}
	r.guards = r.run.emptyings(r.step, r.run.ledgerOf(r.in.Target))
	return nil
}

// feed writes the whole script. COMMIT it writes only where all that came before was
// written, and the file was the one of the plan.
func (r *restoring) feed(ctx context.Context) error {
	before, err := r.before(ctx)
	if err != nil {
		return err
	}
	if err := r.script.text(before); err != nil {
		return err
	}
	r.script.begin()
	r.run.o.checkpoint("feeding " + r.step.ID)
	digest, err := r.feedFile(ctx)
	if err != nil {
		return err
	}
	r.script.end()
	r.run.o.checkpoint("fed " + r.step.ID)
	if digest != r.step.Restoration.SHA256 {
		return &StaleError{Changes: []string{fmt.Sprintf("%s is not the file that the plan has read: its SHA-256 is %s, and was %s",
			r.step.Restoration.File, digest, r.step.Restoration.SHA256)}}
	}
	after, err := r.after()
	if err != nil {
		return err
	}
	if err := r.script.text(after); err != nil {
		return err
	}
	r.run.o.checkpoint("written " + r.step.ID)
	if r.run.o.stopping() || ctx.Err() != nil {
		return errInterrupted
	}
	if err := r.script.text("COMMIT;\n"); err != nil {
		return err
	}
	r.run.o.checkpoint("commit written " + r.step.ID)
	return nil
}

// feedFile feeds the dump's script through the filter, and gives the file's digest.
func (r *restoring) feedFile(ctx context.Context) (digest string, err error) {
	source, sum, err := r.open(ctx)
	if err != nil {
		return "", err
	}
	defer source.Close()
	r.filter = dump.NewFilter(r.script, dump.FilterOptions{Allow: allowed(r.step.Restoration.Allow), Omit: r.omit()})
	from := &progressReader{ctx: ctx, from: source, read: func(n int64) {
		r.run.report.moved(r.step, 0, min(n, r.step.Restoration.Size))
		r.run.progress(ctx)
	}}
	_, err = io.CopyBuffer(onlyWriter{r.filter}, from, make([]byte, 256<<10))
	if err == nil {
		err = r.filter.Close()
	}
	if err != nil {
		return "", err
	}
	r.entry.Bytes = r.step.Restoration.Size
	if sum != nil {
		return hex.EncodeToString(sum.Sum(nil)), nil
	}
	digest, _, err = backup.Digest(ctx, r.file)
	return digest, err
}

// open opens the dump's script: the file itself, hashed as it is read, or what
// pg_restore makes of it.
func (r *restoring) open(ctx context.Context) (io.ReadCloser, hash.Hash, error) {
	if r.step.Restoration.Format != string(dump.Plain) {
		script, err := postgres.Script(ctx, r.tools, r.file, postgres.ScriptOptions{Clean: true, IfExists: true,
			NoOwner: slices.Contains(r.step.Restoration.Omit, plan.OmitOwners)})
		return script, nil, err
	}
	f, err := os.Open(r.file)
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.New()
	return struct {
		io.Reader
		io.Closer
	}{io.TeeReader(f, sum), f}, sum, nil
}

// rows are how many rows each table of the plan got: as the plan counted them in the
// file, else as they came by.
func (r *restoring) rows() map[plan.Name]int64 {
	rows := map[plan.Name]int64{}
	seen := map[plan.Name]dump.TableRows{}
	if inventory := r.filter.Inventory(); inventory != nil {
		for _, t := range inventory.Tables {
			seen[plan.Name{Schema: t.Schema, Name: t.Name}] = t
		}
	}
	for _, t := range r.run.restored(r.step) {
		came, there := seen[t.Target]
		switch {
		case t.Rows.SourceExact:
			rows[t.Target] = t.Rows.Source
		case there && !came.Unknown:
			rows[t.Target] = came.Copied + came.Inserted
		}
	}
	return rows
}

// noted puts the rows of the tables into the ledger's entry, and restoredRows reads
// them.
func (r *restoring) noted() error {
	rows := r.rows()
	named := map[string]int64{}
	r.entry.Rows = 0
	for name, n := range rows {
		named[name.String()] = n
		r.entry.Rows += n
	}
	detail, err := json.Marshal(named)
	r.entry.Written, r.entry.Detail = r.entry.Rows, string(detail)
	return err
}

func restoredRows(e postgres.Entry) map[plan.Name]int64 {
	var named map[string]int64
	if json.Unmarshal([]byte(e.Detail), &named) != nil {
		return nil
	}
	rows := map[plan.Name]int64{}
	for text, n := range named {
		if name, err := plan.ParseName(text); err == nil {
			rows[name] = n
		}
	}
	return rows
}
