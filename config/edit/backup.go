package edit

import (
	"fmt"
	"slices"
	"strings"
)

// databaseOf is the label of the database that a backup is of.
func databaseOf(p place) string {
	a := p.block.Body.Attributes["database"]
	if isNull(a) {
		return ""
	}
	return refers(a.Expr, "database")
}

// beforeName is how the page names a backup that is made before a copy.
func beforeName(p place) string { return databaseOf(p) + "_before" }

// setBackup gives a copy its backup of the target, or takes it away. The backup's
// block stays: it may have kept files.
func (r *Recipe) setBackup(was, c Copy) error {
	in := r.find("copy", c.Name)
	if !c.Backup {
		return in.unset("backup")
	}
	p, _ := in()
	now := ""
	if a := p.block.Body.Attributes["backup"]; !isNull(a) {
		now = refers(a.Expr, "backup")
	}
	selection := r.selectionOf(c.Name)
	label := r.fittingBackup(c, now, selection)
	if label == "" {
		label = r.free("backup", c.Target+"_before")
		if err := in.above(r.backupText(c, label, selection)); err != nil {
			return err
		}
	}
	if label != now {
		if err := in.set("backup", "backup."+label); err != nil {
			return err
		}
	}
	if wholeSchema(was) {
		return nil
	}
	return r.loosen(c, label)
}

// fittingBackup is the backup to use: the copy's own, else one of the target that
// is named as one made before copies, or has the copy's selection, or takes the
// whole schema. Empty: none.
func (r *Recipe) fittingBackup(c Copy, now, selection string) string {
	if p, ok := r.find("backup", now)(); ok && databaseOf(p) == c.Target && r.reformat(c, p) {
		return now
	}
	for _, p := range r.all("backup") {
		if databaseOf(p) != c.Target || c.BackupFormat != "" && formatOf(p) != c.BackupFormat {
			continue
		}
		a := p.block.Body.Attributes["selection"]
		_, inside := r.find("backup", p.block.Labels[0]).inside("selection")()
		whole := isNull(a) && !inside
		if p.block.Labels[0] == beforeName(p) || whole || !isNull(a) && selection != "" && refers(a.Expr, "selection") == selection {
			return p.block.Labels[0]
		}
	}
	return ""
}

// reformat gives the copy's own backup the format that is asked for; false where
// others have the backup too, or its format is an expression.
func (r *Recipe) reformat(c Copy, p place) bool {
	switch format := formatOf(p); {
	case c.BackupFormat == "" || format == c.BackupFormat:
		return true
	case format == "" || r.sharedBackup(p.block.Labels[0], c.Name):
		return false
	}
	return r.find("backup", p.block.Labels[0]).set("format", quoted(c.BackupFormat)) == nil
}

// sharedBackup reports whether others than a copy refer to a backup.
func (r *Recipe) sharedBackup(label, of string) bool {
	return slices.ContainsFunc(r.references("backup", label), func(ref reference) bool {
		return ref.block.Type != "copy" || len(ref.block.Labels) != 1 || ref.block.Labels[0] != of
	})
}

// selectionOf is the label of a copy's selection block, empty where it is written
// inside.
func (r *Recipe) selectionOf(name string) string {
	p, ok := r.find("copy", name)()
	if !ok || isNull(p.block.Body.Attributes["selection"]) {
		return ""
	}
	return refers(p.block.Body.Attributes["selection"].Expr, "selection")
}

// wholeSchema reports whether a backup has to take the target's whole schema: a
// selection that names a table which the target lacks can't be backed up.
func wholeSchema(c Copy) bool { return c.All || c.CreateMissing }

// backupText is a new backup block. The planner widens it to all that the copy
// writes to, whatever it selects.
func (r *Recipe) backupText(c Copy, label, selection string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "backup %s {\ndatabase = database.%s\n", quoted(label), c.Target)
	if selection != "" && !wholeSchema(c) {
		fmt.Fprintf(&b, "selection = selection.%s\n", selection)
	}
	if c.BackupFormat != "" && c.BackupFormat != "plain" {
		fmt.Fprintf(&b, "format = %s\n", quoted(c.BackupFormat))
	}
	return b.String() + "}\n"
}

// loosen takes the copy's selection out of a backup that is the page's own where
// the target may lack tables of it.
func (r *Recipe) loosen(c Copy, label string) error {
	in := r.find("backup", label)
	p, ok := in()
	if !ok || !wholeSchema(c) || !strings.HasPrefix(label, beforeName(p)) {
		return nil
	}
	a := p.block.Body.Attributes["selection"]
	if isNull(a) || refers(a.Expr, "selection") != r.selectionOf(c.Name) {
		return nil
	}
	return in.unset("selection")
}
