package planner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"poco/backup"
	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// read finds out what the file holds: of a plain dump by scanning all of it, of the
// others by their listing and by the script of their definitions.
func (r *restoring) read(ctx context.Context) bool {
	format, err := dump.Detect(r.path)
	if err != nil {
		r.fail(r.from(), "this is nothing that can be restored", "%s.", sentence(err))
		return false
	}
	r.step.Format = string(format)
	tools, ok := r.tools(ctx, r.side, r.from(), &r.diags)
	if !ok {
		return false
	}
	r.step.Tool = "psql " + tools.Version
	r.progress("reading %s", r.fileText())
	if r.step.SHA256, r.step.Size, err = backup.Digest(ctx, r.path); err == nil {
		if format == dump.Plain {
			err = r.scan(ctx)
		} else {
			err = r.list(ctx, tools)
		}
	}
	if err != nil {
		r.fail(r.from(), "the file to restore can't be read", "%s.", sentence(explained(err)))
		return false
	}
	if m := r.manifest; m != nil && m.SHA256 != r.step.SHA256 {
		r.fail(r.from(), r.fileText()+" is not as it was written",
			"Its SHA-256 is %s, its manifest says %s: it was damaged or edited. Take another backup; or move the manifest away, if you trust the file as it is.", r.step.SHA256, m.SHA256)
		return false
	}
	return true
}

// explained adds a tool's hint to what it failed with.
func explained(err error) error {
	var tool *postgres.ToolError
	if errors.As(err, &tool) && tool.Hint() != "" {
		return fmt.Errorf("%w. %s", err, strings.TrimRight(tool.Hint(), "."))
	}
	return err
}

func (r *restoring) scan(ctx context.Context) error {
	f, err := os.Open(r.path)
	if err != nil {
		return err
	}
	defer f.Close()
	r.holds, err = dump.Scan(ctx, f, dump.Options{Progress: func(bytes int64) {
		r.progress("reading %s: %s of %s", r.fileText(), plan.Size(bytes), plan.Size(r.step.Size))
	}})
	return err
}

// list reads what a custom, tar or directory dump lists, and judges the script of
// its definitions as it judges a plain dump.
func (r *restoring) list(ctx context.Context, tools postgres.Tools) error {
	listing, err := postgres.List(ctx, tools, r.path)
	if err != nil {
		return err
	}
	r.holds, err = dump.ParseList(listing)
	if err = errors.Join(err, drained(listing), listing.Close()); err != nil {
		return err
	}
	script, err := postgres.Script(ctx, tools, r.path, postgres.ScriptOptions{SchemaOnly: true, Clean: true, IfExists: true})
	if err != nil {
		return err
	}
	defer script.Close()
	defined, err := dump.Scan(ctx, script, dump.Options{})
	if err != nil {
		return err
	}
	r.holds.Findings = append(r.holds.Findings, defined.Findings...)
	r.holds.Owners, r.holds.Removals, r.holds.Altered = defined.Owners, defined.Removals, defined.Altered
	r.holds.Objects = append(r.holds.Objects, r.unlisted(defined.Objects)...)
	return nil
}

// unlisted are the objects that the script makes and the listing does not tell of:
// each entry of a dump holds SQL that may say something else than its title.
func (r *restoring) unlisted(made []dump.Object) (objects []dump.Object) {
	for _, o := range made {
		if o.Kind == "TABLE" && !r.makes(r.nameOf(o.Schema, o.Name), "TABLE") {
			objects = append(objects, o)
		}
	}
	return objects
}

// drained reads what is left, so that the tool ends by itself and its failure is
// seen.
func drained(from io.Reader) error {
	_, err := io.Copy(io.Discard, from)
	return err
}

// mostFindings is how many of a file's dangers are told.
const mostFindings = 10

// judge refuses what a dump has no business to hold, unless it is let through.
func (r *restoring) judge() {
	allowed := map[dump.Code]bool{}
	for _, code := range r.block.Allow {
		if !slices.Contains(dump.Codes(), dump.Code(code)) || !dump.Code(code).Allowable() {
			r.fail(r.block.Source.Attr("allow"), fmt.Sprintf("%q can't be let through", code), "Codes that can: %s.", strings.Join(allowable(), ", "))
		}
		allowed[dump.Code(code)] = true
		r.step.Allow = append(r.step.Allow, code)
	}
	refused := r.holds.Refused(allowed)
	for _, f := range refused[:min(mostFindings, len(refused))] {
		hint := ""
		if f.Code.Allowable() {
			hint = fmt.Sprintf(" Where you know that it may be there: allow = [%q], or --allow %s.", f.Code, f.Code)
		}
		d := failure(r.inFile(f.Line), "the file holds what no restore runs ("+string(f.Code)+")", "%s.%s", sentence(errors.New(f.Why)), hint)
		d.Extra = quotation(f.Text)
		r.diags = append(r.diags, d)
	}
	if more := len(refused) - mostFindings; more > 0 {
		r.fail(r.from(), fmt.Sprintf("%s has %s more", r.fileText(), plural(int64(more), "such place", "such places")), "Nothing of it is restored.")
	}
}

// inFile is a line of the file, or of the script that pg_restore makes of it.
func (r *restoring) inFile(line int) *hcl.Range {
	name := r.step.File
	if r.step.Format != string(dump.Plain) {
		name += " (as pg_restore writes it)"
	}
	at := hcl.Pos{Line: line, Column: 1}
	return &hcl.Range{Filename: name, Start: at, End: at}
}

// A quotation is what stands in the file at the place of a problem.
type quotation string

// Quote is for whoever shows the problem.
func (q quotation) Quote() string { return string(q) }

func allowable() (codes []string) {
	for _, c := range dump.Codes() {
		if c.Allowable() {
			codes = append(codes, string(c))
		}
	}
	return codes
}

// compareOrigin tells where the file is from, where that is not the target.
func (r *restoring) compareOrigin() {
	r.step.ServerVersion = r.holds.DatabaseVersion
	server := r.side.catalog.Server
	if m := r.manifest; m != nil {
		d := m.Database
		r.step.ServerVersion = d.ServerVersion
		r.step.Of = fmt.Sprintf("%s (%s on %s:%d)", d.Label, d.Name, d.Host, d.Port)
		if d.SystemIdentifier != server.SystemIdentifier || d.OID != server.DatabaseOID {
			r.warn("another_database", fmt.Sprintf("%s is a backup of %s, not of %s.", r.fileText(), r.step.Of, r.side.label()))
		}
	} else if r.holds.DatabaseName != "" {
		r.step.Of = r.holds.DatabaseName
	}
	if from := majorOf(r.step.ServerVersion); from > server.VersionNum/10000 {
		r.warn("newer_server", fmt.Sprintf("The dump is from a server of version %d, %s is of version %d: what the older one does not know stops the restore, which then leaves everything as it was.",
			from, r.side.label(), server.VersionNum/10000))
	}
}

// majorOf reads the major version off the front of a version's text; 0 for none.
func majorOf(version string) (n int) {
	fmt.Sscanf(version, "%d", &n)
	return n
}
