package config

import (
	"fmt"
	"slices"
)

// intentKinds are the blocks that can be run, and that depends_on may name.
var intentKinds = []string{"copy", "backup", "restore"}

func (l *loader) loadBackups() {
	for _, b := range l.blocks["backup"] {
		if read := l.readBackup(b); l.first(b) {
			l.recipe.Backups = append(l.recipe.Backups, read)
		}
	}
	sortBy(l.recipe.Backups, func(b *Backup) string { return b.Name })
}

func (l *loader) readBackup(b *block) *Backup {
	r := l.open(b, schemas["backup"])
	k := &Backup{Name: b.label, Source: b.source, Directory: l.recipe.BackupFolder()}
	k.Database = r.database("database")
	k.Selection, _ = r.selection()
	if dir, ok := r.filled("directory", `The default is "backups".`); ok {
		k.Directory = absolute(l.dir, dir)
	}
	k.Format = r.choice("format", "plain", "custom", "directory")
	k.Keep = r.count("keep", 1_000_000)
	if age, ok := r.text("max_age"); ok {
		var err error
		if k.MaxAge, err = ParseAge(age); err != nil {
			r.fail("max_age", fmt.Sprintf("%q is no duration", age), capital(err.Error())+".")
		}
	}
	k.MaxSize = r.size("max_size")
	k.Jobs = r.count("jobs", 1000)
	k.DependsOn = r.dependsOn()
	return k
}

// size reads a number of bytes; 0 where none is written.
func (r *reader) size(name string) int64 {
	text, ok := r.text(name)
	if !ok {
		return 0
	}
	bytes, err := ParseSize(text)
	if err != nil {
		r.fail(name, fmt.Sprintf("%q is no size", text), capital(err.Error())+".")
	}
	return bytes
}

// database reads a reference to a database; nil where a mistake was told.
func (r *reader) database(name string) *Database {
	ref, ok := r.reference(name, "database")
	if !ok {
		return nil
	}
	return r.l.recipe.Database(ref.label)
}

// backup reads a reference to a backup.
func (r *reader) backup() *Backup {
	ref, ok := r.reference("backup", "backup")
	if !ok {
		return nil
	}
	i := slices.IndexFunc(r.l.recipe.Backups, func(b *Backup) bool { return b.Name == ref.label })
	if i < 0 {
		return nil
	}
	return r.l.recipe.Backups[i]
}

// dependsOn reads depends_on as names: copy.refresh.
func (r *reader) dependsOn() []string {
	var names []string
	for _, ref := range r.references("depends_on", intentKinds...) {
		if !slices.Contains(names, ref.String()) {
			names = append(names, ref.String())
		}
	}
	return names
}
