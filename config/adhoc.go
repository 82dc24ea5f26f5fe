package config

import (
	"fmt"
	"slices"

	"poco/plan"
)

// BackupFolder is where backups go for which nothing else is written.
func (r *Recipe) BackupFolder() string { return absolute(r.Dir, "backups") }

// BackupFolders are where the recipe's backups are: the folder beside the recipe, and
// those that its blocks name.
func (r *Recipe) BackupFolders() []string {
	dirs := []string{r.BackupFolder()}
	for _, b := range r.Backups {
		if !slices.Contains(dirs, b.Directory) {
			dirs = append(dirs, b.Directory)
		}
	}
	return dirs
}

// AddBackup adds a block that no file holds, as if it were written in the
// recipe, and gives its reference. It is named after its database, with a
// number behind where a block has that name. What is not set has the default of
// a written block; a relative directory is one of the recipe's folder.
func (r *Recipe) AddBackup(b Backup) string {
	b.Name = r.freeName("backup", b.Database)
	if b.Directory == "" {
		b.Directory = r.BackupFolder()
	}
	b.Directory = absolute(r.Dir, b.Directory)
	if b.Format == "" {
		b.Format = "plain"
	}
	r.Backups = append(r.Backups, &b)
	sortBy(r.Backups, func(b *Backup) string { return b.Name })
	return b.IntentName()
}

// AddRestore is AddBackup for a restore.
func (r *Recipe) AddRestore(s Restore) string {
	s.Name = r.freeName("restore", s.Database)
	if s.File != "" {
		s.File = absolute(r.Dir, s.File)
	}
	r.Restores = append(r.Restores, &s)
	sortBy(r.Restores, func(s *Restore) string { return s.Name })
	return s.IntentName()
}

// freeName is the label of a database, or label-2 and so on: a name that no
// block of the kind has.
func (r *Recipe) freeName(kind string, d *Database) string {
	name := d.Label
	for n := 2; r.intent(kind+"."+name) != nil; n++ {
		name = fmt.Sprintf("%s-%d", d.Label, n)
	}
	return name
}

// ProtectedTarget is a database that a plan writes to and that the recipe protects
// now, whatever it did when the plan was made; nil where there is none.
func (r *Recipe) ProtectedTarget(p *plan.Plan) *Database {
	for _, in := range p.Intents {
		if db := r.Database(in.Target); db != nil && db.Protected {
			return db
		}
	}
	return nil
}
