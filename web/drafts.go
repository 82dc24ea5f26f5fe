package web

import (
	"net/http"

	"poco/config"
	"poco/config/edit"
)

// draft shows a copy block.
func (s *Page) draft(c *config.Copy, files *edit.Recipe) Draft {
	shown := Draft{Name: c.Name, Source: c.Database.Source.Label, Target: c.Database.Target.Label, Mode: string(c.Mode)}
	if files == nil {
		shown.Foreign = "the recipe has mistakes"
		return shown
	}
	written, foreign, err := files.ReadCopy(c.Name)
	if err != nil {
		foreign = err.Error()
	}
	if foreign == "" {
		return fromCopy(written)
	}
	shown.Foreign = s.o.Hide(foreign)
	return shown
}

func fromCopy(c edit.Copy) Draft {
	d := Draft{Name: c.Name, Source: c.Source, Target: c.Target, Mode: c.Mode, Related: c.Related, All: c.All, Ticked: c.Ticked, Unticked: c.Unticked,
		Patterns: c.Patterns, Backup: c.Backup, BackupFormat: c.BackupFormat, CreateMissing: c.CreateMissing, CommonColumns: c.CommonColumns, Jobs: c.Jobs}
	for _, rule := range c.Rules {
		d.Rules = append(d.Rules, TableRule(rule))
	}
	return d
}

func (d Draft) copy() edit.Copy {
	c := edit.Copy{Name: d.Name, Source: d.Source, Target: d.Target, Mode: d.Mode, Related: d.Related, All: d.All, Ticked: d.Ticked, Unticked: d.Unticked,
		Patterns: d.Patterns, Backup: d.Backup, BackupFormat: d.BackupFormat, CreateMissing: d.CreateMissing, CommonColumns: d.CommonColumns, Jobs: d.Jobs}
	for _, rule := range d.Rules {
		c.Rules = append(c.Rules, edit.Rule(rule))
	}
	return c
}

func (s *Page) previewCopy(w http.ResponseWriter, r *http.Request) {
	draft, err := body[Draft](w, r)
	var files *edit.Recipe
	if err == nil {
		files, err = edit.Open(s.o.Dir)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	preview := Preview{Files: []FileChange{}, Problems: s.problems(files.SetCopy(draft.copy()))}
	for _, c := range files.Changes() {
		preview.Files = append(preview.Files, FileChange{Name: c.Name, Before: s.o.Hide(c.Before), After: s.o.Hide(c.After), Diff: s.o.Hide(c.Diff())})
	}
	reply(w, http.StatusOK, preview)
}

func (s *Page) saveCopy(w http.ResponseWriter, r *http.Request) {
	draft, err := body[Draft](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.edited(w, r, func(files *edit.Recipe) error { return files.SetCopy(draft.copy()) })
}

func (s *Page) removeCopy(w http.ResponseWriter, r *http.Request) {
	form, err := body[NameForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.edited(w, r, func(files *edit.Recipe) error { return files.RemoveCopy(form.Name) })
}

// intents are the blocks that can be run.
func intents(recipe *config.Recipe) []Intent {
	all := []Intent{}
	for _, in := range recipe.Intents() {
		shown := Intent{Name: in.IntentName()}
		switch block := in.(type) {
		case *config.Copy:
			shown.Kind, shown.Database = "copy", block.Database.Target.Label
		case *config.Backup:
			shown = backupIntent(block)
		case *config.Restore:
			shown.Kind, shown.Database = "restore", block.Database.Label
		}
		all = append(all, shown)
	}
	return all
}

// backupIntent is a backup block with its limits.
func backupIntent(b *config.Backup) Intent {
	in := Intent{Name: b.IntentName(), Kind: "backup", Database: b.Database.Label, Directory: b.Directory, Format: b.Format, Keep: b.Keep, MaxSize: b.MaxSize}
	if b.MaxAge > 0 {
		in.MaxAge = b.MaxAge.String()
	}
	return in
}
