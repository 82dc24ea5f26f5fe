package executor

import (
	"poco/plan"
	"poco/state"
)

// A Receipt is what a run came to.
type Receipt struct {
	Run     string       `json:"run"`
	Plan    string       `json:"plan"` // the plan's ID
	Status  state.Status `json:"status"`
	Resumed bool         `json:"resumed"`
	Seconds float64      `json:"seconds"` // of this process
	// Planned, Copied and Kept are rows: as the plan showed, as this process
	// copied, as an earlier process of the run had copied already.
	Planned int64 `json:"planned"`
	Copied  int64 `json:"copied"`
	Kept    int64 `json:"kept"`
	Bytes   int64 `json:"bytes"`
	// Exact is true where every planned count was counted, not estimated.
	Exact  bool          `json:"exact"`
	Tables []state.Table `json:"tables"`
	// Backups are those that the run has made, Pruned the older ones that this process
	// has removed for them.
	Backups []BackupMade `json:"backups,omitempty"`
	Pruned  []string     `json:"pruned,omitempty"`
	// Restored are what an abort put back, in words.
	Restored []string `json:"restored,omitempty"`
	// Notes are what people should know, one sentence each: a key that is left
	// NOT VALID, a table that stays empty.
	Notes []string `json:"notes,omitempty"`
}

// A BackupMade is a backup that a run has made.
type BackupMade struct {
	Step     string `json:"step"`
	Intent   string `json:"intent"`
	Database string `json:"database"` // label
	File     string `json:"file"`     // as the plan writes paths
	Format   string `json:"format"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
	Tables   int    `json:"tables"`
	Rows     int64  `json:"rows"`
	// Seconds is how long this process took; 0 where an earlier one made it.
	Seconds float64 `json:"seconds,omitempty"`
}

// sum adds up the rows of the tables.
func (r *Receipt) sum() {
	r.Copied, r.Kept = 0, 0
	for _, t := range r.Tables {
		r.Copied += t.Copied
		r.Kept += t.Kept
	}
}

// A Verification is the comparison of one table of a plan, or of the file of a backup.
type Verification struct {
	Intent string    `json:"intent"`
	Source plan.Name `json:"source"`
	Target plan.Name `json:"target"`
	Mode   plan.Mode `json:"mode"`
	// File is the backup that was checked, where there is no table.
	File string `json:"file,omitempty"`
	// Compared says what was compared: "rows and content", "keys", "rows", "checksum".
	Compared string `json:"compared"`
	// SourceRows counts what the copy takes from the source, TargetRows what the
	// target's table holds.
	SourceRows int64 `json:"source_rows"`
	TargetRows int64 `json:"target_rows"`
	// Missing is, where keys were compared, how many of the source's rows have a
	// key that the target lacks, and Keys the first of them.
	Missing int64    `json:"missing,omitempty"`
	Keys    []string `json:"keys,omitempty"`
	Equal   bool     `json:"equal"`
	// Reason says why a table is not equal, or could not be compared.
	Reason string `json:"reason,omitempty"`
}
