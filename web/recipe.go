package web

import (
	"net/url"
	"regexp"

	"poco/config"
	"poco/config/edit"
	"poco/postgres"
)

// recipe is what stands in the folder now, its mistakes with it. A folder without a
// recipe has none: there is nothing in it yet.
func (s *Server) recipe() Recipe {
	recipe, diags := s.o.Load()
	editor, _ := edit.Open(s.o.Dir) // its mistakes are among diags
	answer := Recipe{
		Digest: recipe.Digest, Files: []File{}, Databases: []Card{}, Copies: []Draft{}, Intents: intents(recipe),
		Problems: []Problem{},
	}
	if len(recipe.Files) > 0 {
		answer.Problems = problemsOf(diags, recipe.Sources)
	}
	for _, name := range recipe.Files {
		if source := recipe.Sources[name]; source != nil {
			answer.Files = append(answer.Files, File{name, string(source.Bytes)})
		}
	}
	for _, db := range recipe.Databases {
		answer.Databases = append(answer.Databases, card(db, editor))
	}
	if editor == nil {
		return answer
	}
	for _, c := range recipe.Copies {
		if block, foreign, err := editor.ReadCopy(c.Name); err == nil {
			answer.Copies = append(answer.Copies, draftOf(block, foreign))
		}
	}
	return answer
}

// card shows a database block. Nothing of its URL is in it but what every plan
// shows.
func card(db *config.Database, editor *edit.Recipe) Card {
	dsn := db.URL.Reveal()
	c := Card{
		Label: db.Label, Schema: db.Schema, Protected: db.Protected, HasURL: dsn != "", HasPassword: holdsPassword(dsn),
		File: db.Source.Block.Filename,
	}
	if editor != nil {
		c.Variable = editor.Variable(db.Label)
	}
	if settings, err := postgres.ParseConfig(dsn); err == nil && dsn != "" {
		c.Address = settings.String()
	}
	return c
}

var passwordKey = regexp.MustCompile(`(?i)\bpassword\s*=`)

// holdsPassword reports whether a password stands in a connection string itself.
func holdsPassword(dsn string) bool {
	if u, err := url.Parse(dsn); err == nil && u.User != nil {
		if _, has := u.User.Password(); has {
			return true
		}
	}
	return passwordKey.MatchString(dsn)
}

// intents lists the blocks to run. In a recipe with mistakes a block may lack what
// it refers to.
func intents(recipe *config.Recipe) []Intent {
	list := []Intent{}
	for _, in := range recipe.Intents() {
		i := Intent{Name: in.IntentName()}
		switch block := in.(type) {
		case *config.Copy:
			i.Kind, i.Database = "copy", labelOf(block.Database.Target)
		case *config.Backup:
			i = backupIntent(block)
		case *config.Restore:
			i.Kind, i.Database = "restore", labelOf(block.Database)
		}
		list = append(list, i)
	}
	return list
}

// backupIntent is a backup block with its limits.
func backupIntent(b *config.Backup) Intent {
	i := Intent{
		Name: b.IntentName(), Kind: "backup", Database: labelOf(b.Database), Directory: b.Directory, Format: b.Format,
		Keep: b.Keep, MaxSize: b.MaxSize,
	}
	if b.MaxAge > 0 {
		i.MaxAge = b.MaxAge.String()
	}
	return i
}

func labelOf(db *config.Database) string {
	if db == nil {
		return ""
	}
	return db.Label
}
