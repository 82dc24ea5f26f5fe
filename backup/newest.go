package backup

import "slices"

// Of says which backups are meant. What is empty matches any.
type Of struct {
	Intent   string // backup.qa_before
	Database string // label
	Run      string
	Step     string
}

// Matches reports whether an entry is a complete backup of those meant.
func (of Of) Matches(e Entry) bool {
	if !e.Complete() {
		return false
	}
	m := e.Manifest
	return (of.Intent == "" || of.Intent == m.Intent) && (of.Database == "" || of.Database == m.Database.Label) &&
		(of.Run == "" || of.Run == m.RunID) && (of.Step == "" || of.Step == m.StepID)
}

// Newest returns the newest complete backup of those meant; false where there is
// none.
func Newest(dir string, of Of) (Entry, bool, error) {
	entries, err := List(dir)
	if i := slices.IndexFunc(entries, of.Matches); i >= 0 {
		return entries[i], true, err
	}
	return Entry{}, false, err
}
