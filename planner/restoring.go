package planner

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"poco/backup"
	"poco/config"
	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// A restoring is one restore block while it is planned.
type restoring struct {
	*planning
	block    *config.Restore
	side     *side
	path     string           // of the file or folder that is restored
	manifest *backup.Manifest // nil where Poco did not make it
	holds    *dump.Inventory
	step     plan.Restoration
	replaced []*replacement // by name
	before   []string       // SQL that runs before the file's script
	cuts     []link         // keys of others that are taken off and put back
	guard    *plan.Dump     // of what is there, before it goes; nil where nothing does
	diags    hcl.Diagnostics
	warnings []plan.Warning
}

// A replacement is one table of the file, or one that goes for the file's sake.
type replacement struct {
	name    plan.Name
	target  *postgres.Table // nil where the target lacks it
	rows    plan.Rows
	created bool // the file makes it
	why     string
}

// uncounted reports whether counting what goes has failed, which is an error.
func (t *replacement) uncounted() bool { return t.target != nil && t.rows.Target == nil }

func (r *restoring) intent() string                { return r.block.IntentName() }
func (r *restoring) databases() []*config.Database { return []*config.Database{r.block.Database} }
func (r *restoring) problems() hcl.Diagnostics     { return r.diags }
func (r *restoring) waitsFor() []string            { return r.block.After() }
func (r *restoring) touches() []string             { return []string{r.side.identity()} }
func (r *restoring) warned() []plan.Warning        { return r.warnings }
func (r *restoring) at() *hcl.Range                { return &r.block.Source.Block }

func (r *restoring) attach(sides map[string]*side) bool {
	r.side = sides[r.block.Database.Label]
	return r.side != nil
}

func (r *restoring) describe() plan.Intent {
	return plan.Intent{Name: r.intent(), Kind: "restore", Target: r.side.label(), DependsOn: r.waitsFor()}
}

// from is the attribute that names what is restored.
func (r *restoring) from() *hcl.Range {
	if r.block.Backup != nil {
		return r.block.Source.Attr("backup")
	}
	return r.block.Source.Attr("file")
}

func (r *restoring) fail(at *hcl.Range, summary, detail string, args ...any) {
	r.diags = append(r.diags, failure(at, summary, detail, args...))
}

func (r *restoring) warn(code, message string) {
	r.warnings = append(r.warnings, warning(code, message))
}

// plan reads the file, and finds out what it would replace.
func (r *restoring) plan(ctx context.Context) {
	r.progress("planning %s", r.intent())
	if r.block.Database.Protected {
		r.fail(r.block.Source.Attr("database"), "database "+r.side.label()+" is protected",
			"protected = true in its block says that no plan writes to it. Restore into another database, or take the line away where that is what you want.")
	}
	r.keepAlone()
	if !r.find() || !r.read(ctx) {
		return
	}
	r.judge()
	r.compareOrigin()
	r.replace(ctx)
	r.keepOthers()
	r.tally()
	r.leaveOut()
	r.owners(ctx)
	r.standing()
	r.losses()
	r.loosen()
	r.cut()
	r.home(ctx)
	if !r.diags.HasErrors() {
		r.back(ctx)
	}
	r.setPaths()
}

// keepAlone refuses a restore beside other intents that work on its database: what
// they would find there is what the file brings, which can't be counted yet.
func (r *restoring) keepAlone() {
	for _, w := range r.works {
		b, isBackup := w.(*backing)
		if w == work(r) || isBackup && b.side == r.side {
			continue
		}
		for _, identity := range w.touches() {
			if identity == r.side.identity() {
				r.fail(r.at(), r.intent()+" and "+w.intent()+" work on the same database",
					"What %s would find there is what the restore leaves. Plan and apply them one after the other.", w.intent())
				return
			}
		}
	}
}

// find decides which file is restored.
func (r *restoring) find() bool {
	r.path = r.block.File
	if b := r.block.Backup; b != nil {
		entry, there, err := backup.Newest(b.Directory, backup.Of{Intent: b.IntentName(), Database: b.Database.Label})
		if err != nil {
			r.fail(r.from(), "the backups of "+b.IntentName()+" can't be listed", "%s.", sentence(err))
			return false
		}
		if !there {
			r.fail(r.from(), b.IntentName()+" has no backup to restore", "%s holds none that is complete. Make one with poco apply %s, or name a file with file = \"…\".", r.relative(b.Directory), b.IntentName())
			return false
		}
		r.path = entry.Path()
	}
	if _, err := os.Stat(r.path); err != nil {
		r.fail(r.from(), "the file to restore can't be read", "%s.", sentence(err))
		return false
	}
	r.step.Database, r.step.File = r.side.label(), r.relative(r.path)
	return r.trusted()
}

// trusted reads the manifest beside the file. A file that has none may be anyone's,
// which is said; one that has another's is not restored.
func (r *restoring) trusted() bool {
	entry, err := backup.At(r.path)
	switch {
	case err == nil && entry.Complete():
		r.manifest = entry.Manifest
		return true
	case err == nil && entry.HasManifest():
		r.fail(r.from(), r.fileText()+" is no complete backup", "%s.", sentence(errors.New(entry.Problem)))
		return false
	}
	r.warn("no_manifest", r.fileText()+" has no manifest of poco's beside it: where it is from, and whether it is whole, only the file itself tells.")
	return true
}

// home finds the place for the ledger, as a copy's target has one.
func (r *restoring) home(ctx context.Context) {
	home, err := postgres.LedgerHome(ctx, r.side.conn, r.side.catalog.Schema)
	if err != nil {
		r.fail(r.block.Source.Attr("database"), "no place for the ledger on "+r.side.label(), "%s", postgres.Explain(err))
		return
	}
	r.side.ledger = home
}

// setPaths lets the SQL around the script find what it names, as the catalog has
// it; scripts of pg_dump leave an empty path behind.
func (r *restoring) setPaths() {
	path := []string{"SET LOCAL search_path TO " + postgres.SearchPath(r.side.catalog.Schema)}
	r.before = append(path, r.before...)
	if len(r.step.After) > 0 {
		r.step.After = append(path, r.step.After...)
	}
}

func (r *restoring) tables() []plan.Table {
	var all []plan.Table
	for _, t := range r.replaced {
		all = append(all, plan.Table{
			Intent: r.intent(), Source: t.name, Target: t.name, Mode: plan.Restored, Why: t.why, Rows: t.rows,
			Created: t.target == nil, Columns: []string{},
		})
	}
	return all
}

// laidOut are the backup of what goes, and the restore; nothing where what goes could
// not be found out.
func (r *restoring) laidOut() ([]plan.Step, error) {
	if r.step.Tool == "" || slices.ContainsFunc(r.replaced, (*replacement).uncounted) {
		return nil, nil
	}
	restore := plan.Step{ID: r.intent() + "/restore", Kind: plan.Restore, Intent: r.intent(), SQL: r.before,
		Restoration: &r.step, Bytes: r.step.Size}
	if restore.SQL == nil {
		restore.SQL = []string{}
	}
	for _, t := range r.replaced {
		restore.Rows += t.rows.Source
		if t.target != nil {
			restore.Destroys = append(restore.Destroys, r.destroys(t))
		}
	}
	if r.guard == nil {
		return []plan.Step{restore}, nil
	}
	back := plan.Step{ID: r.intent() + "/backup", Kind: plan.Backup, Intent: r.intent(), SQL: []string{}, Dump: r.guard, Bytes: r.guard.BytesEstimate}
	restore.Needs = []string{back.ID}
	return []plan.Step{back, restore}, nil
}

// destroys is what the step removes of a table. Apply counts a partitioned one with
// its partitions, so that one which comes after the plan is not dropped unseen.
func (r *restoring) destroys(t *replacement) plan.Destroys {
	d := plan.Destroys{Table: t.name, Rows: *t.rows.Target, Exact: t.rows.TargetExact, Only: t.target.Kind != postgres.Partitioned}
	if d.Only {
		return d
	}
	parts := r.side.related.parts(t.name)
	for _, part := range r.replaced {
		if slices.Contains(parts, part.name) && part.target != nil {
			d.Rows += *part.rows.Target
			d.Exact = d.Exact && part.rows.TargetExact
		}
	}
	return d
}

// fileText names the file in messages.
func (r *restoring) fileText() string { return filepath.Base(r.path) }
