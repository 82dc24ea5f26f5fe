// Package backup is a folder of backups on disk: how they are named, the manifest
// beside each, and how they are written, listed, checked and removed.
//
// It promises that nothing is ever listed as a complete backup that isn't one,
// after whatever crash; that two processes may write in one folder at once; and
// that it removes no file but those that a manifest proves to be poco's own.
//
// What is in the folder:
//
//	backup_qa_20261123_071500.sql       a backup: whole, since it got this name last but one
//	backup_qa_20261123_071500.sql.json  its manifest: the proof that it is whole
//	.backup_qa_20261123_071500.partial  a folder: a backup that is being written
//	.backup_qa_….sql.json.removing      the manifest of one that is being removed
package backup

import "time"

// A Format is how a dump is written, by the word that recipes and plans use.
type Format string

const (
	Plain     Format = "plain"     // a script for psql
	Custom    Format = "custom"    // a file for pg_restore
	Directory Format = "directory" // a folder for pg_restore
)

// extension is how the names of a format's backups end.
func (f Format) extension() string {
	switch f {
	case Plain:
		return ".sql"
	case Custom:
		return ".dump"
	}
	return ""
}

func (f Format) known() bool { return f == Plain || f == Custom || f == Directory }

// stamp is how times stand in names, in UTC.
const stamp = "20060102_150405"

// An Entry is one backup of a folder, or what looks like one.
type Entry struct {
	Dir      string    // the folder
	Name     string    // of the file or folder in it, or where there is only a manifest, of what is missing
	Time     time.Time // by the name
	Size     int64     // bytes there now
	Manifest *Manifest // nil where there is none that can be believed
	// Problem says in a sentence's rest why this is no complete backup; it is
	// empty for one that is.
	Problem string

	number int // among the names of one second
}

// Complete reports whether it is a backup of poco's own with all of its bytes. That
// they are the right ones, Check tells.
func (e Entry) Complete() bool { return e.Problem == "" && e.Manifest != nil }
