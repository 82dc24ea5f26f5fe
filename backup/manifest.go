package backup

import (
	"time"

	"poco/plan"
)

// formatVersion is that of the manifests that this poco writes, and the only one
// that it reads.
const formatVersion = 1

// A Manifest stands beside its backup, and says all that there is to know of it. It
// is the last that is written: where it is, the backup is whole.
type Manifest struct {
	FormatVersion int    `json:"format_version"`
	File          string `json:"file"` // the backup's name in the folder
	Format        Format `json:"format"`
	Compression   string `json:"compression"` // none, gzip, lz4, zstd
	Size          int64  `json:"size"`
	// SHA256 is that of the file; of a folder, that of the lines of Files as
	// sha256sum would print them.
	SHA256 string `json:"sha256"`

	Intent  string    `json:"intent"` // backup.qa_before
	PlanID  string    `json:"plan_id"`
	RunID   string    `json:"run_id"`
	StepID  string    `json:"step_id"`
	Poco    string    `json:"poco_version"`
	Tool    string    `json:"tool"` // pg_dump 15.18
	Created time.Time `json:"created_at"`

	Database Database  `json:"database"`
	Snapshot time.Time `json:"snapshot_at"` // the instant that the backup is of

	// Complete says that every schema of Schemas is there whole; else only Tables
	// are. Patterns is the recipe's selection.
	Complete bool     `json:"complete"`
	Schemas  []string `json:"schemas,omitempty"`
	Patterns []string `json:"patterns,omitempty"`
	Tables   []Table  `json:"tables"`

	RestoreByHand ByHand `json:"restore_by_hand"`
	Files         []File `json:"files,omitempty"` // of a folder
}

// A Database is what was dumped.
type Database struct {
	Label            string `json:"label"`
	Host             string `json:"host"`
	Port             int    `json:"port"`
	Name             string `json:"dbname"`
	User             string `json:"user"`
	ServerVersion    string `json:"server_version"`
	SystemIdentifier string `json:"system_identifier,omitempty"` // empty where the role may not ask
	OID              uint32 `json:"oid,omitempty"`
}

// A Table is one of the backup's, with its rows at the snapshot.
type Table struct {
	Name plan.Name `json:"name"`
	Rows int64     `json:"rows"`
}

// A File is one of a folder's.
type File struct {
	Path   string `json:"path"` // with slashes, from the folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Table returns the manifest's table of that name.
func (m *Manifest) Table(name plan.Name) (Table, bool) {
	for _, t := range m.Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}
