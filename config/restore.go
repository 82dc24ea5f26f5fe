package config

import "fmt"

func (l *loader) loadRestores() {
	for _, b := range l.blocks["restore"] {
		if read := l.readRestore(b); l.first(b) {
			l.recipe.Restores = append(l.recipe.Restores, read)
		}
	}
	sortBy(l.recipe.Restores, func(r *Restore) string { return r.Name })
}

func (l *loader) readRestore(b *block) *Restore {
	r := l.open(b, schemas["restore"])
	s := &Restore{Name: b.label, Source: b.source}
	s.Database = r.database("database")
	s.Backup = r.backup()
	if file, ok := r.filled("file", "Give the path of a backup file, or name a backup."); ok {
		s.File = absolute(l.dir, file)
	}
	s.BackupFirst = r.flagUnless("backup_first", true)
	s.Allow = r.words("allow", `Give the codes that a plan named as refused, such as ["role"], or leave it out.`)
	s.NoOwner = r.flag("no_owner")
	s.DependsOn = r.dependsOn()
	backup, file := b.body.Attributes["backup"] != nil, b.body.Attributes["file"] != nil
	switch {
	case backup && file:
		r.fail("file", fmt.Sprintf("%s has a backup and a file", b.title), "Keep one: backup takes its newest file, file takes that one.")
	case !backup && !file:
		l.fail(&b.source.Block, fmt.Sprintf("%s restores from nothing", b.title),
			"Add backup = backup.NAME for its newest file, or file = \"backups/….sql\".")
	}
	return s
}
