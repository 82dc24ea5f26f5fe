package web

import (
	"time"

	"poco/dump"
	"poco/executor"
	"poco/plan"
	"poco/state"
)

// A Problem is an error or a warning for people: what, why, what next.
type Problem struct {
	Severity string `json:"severity"` // error, warning
	Summary  string `json:"summary"`
	Detail   string `json:"detail,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Snippet  string `json:"snippet,omitempty"` // the lines of the recipe, passwords covered
}

// Problems is the body of every answer whose status is not 2xx.
type Problems struct {
	Problems []Problem `json:"problems"`
}

// A PlanForm asks for a plan: POST /api/plan. One of its fields is set: intents of
// the recipe by name, a backup or a restore that no block holds.
type PlanForm struct {
	Names   []string     `json:"names,omitempty"`
	Backup  *BackupForm  `json:"backup,omitempty"`
	Restore *RestoreForm `json:"restore,omitempty"`
}

// A BackupForm asks for a backup of a database as `poco backup` makes it.
type BackupForm struct {
	Database string `json:"database"`
	Format   string `json:"format"`
}

// A RestoreForm asks for a restore as `poco restore` makes it. File is the ID of a
// backup or of an upload as /api/backups lists them, never a path.
type RestoreForm struct {
	Database    string   `json:"database"`
	File        string   `json:"file"`
	BackupFirst bool     `json:"backup_first"`
	NoOwner     bool     `json:"no_owner"`
	Allow       []string `json:"allow,omitempty"` // codes of findings that people let through
}

// A Planned is a plan, or what kept one from being made: the answer to POST /api/plan
// and GET /api/plan/{id}.
type Planned struct {
	// Plan is there, with an empty ID, also where problems keep it from being applied.
	Plan     *plan.Plan `json:"plan"`
	Problems []Problem  `json:"problems"`
	// Applicable is true where it can be applied.
	Applicable bool `json:"applicable"`
	// Equivalent is the command line that plans and applies the same.
	Equivalent string `json:"equivalent"`
	// Confirm is the label that people type before rows are destroyed; empty where
	// nothing is.
	Confirm string `json:"confirm"`
	// Remedies are, by database, the statements that would mend its definitions.
	Remedies []Remedy `json:"remedies"`
	// Text is the plan as the terminal shows it.
	Text string `json:"text"`
}

// A Remedy is the SQL that brings one target in line.
type Remedy struct {
	Database   string   `json:"database"`
	Statements []string `json:"statements"`
}

// A Checked says whether a plan still fits: POST /api/plan/{id}/check.
type Checked struct {
	Stale   bool     `json:"stale"`
	Changes []string `json:"changes"`
	// Run is the unfinished run of the plan, where there is one.
	Run string `json:"run,omitempty"`
}

// A StartForm starts a plan: POST /api/copy, /api/backup, /api/restore.
type StartForm struct {
	Plan    string `json:"plan"`    // ID
	Confirm string `json:"confirm"` // as Planned.Confirm asks for
}

// A Started is a run that has begun.
type Started struct {
	Run string `json:"run"`
}

// A RunForm names a run: POST /api/runs/stop, /api/runs/resume, /api/runs/abort,
// /api/runs/verify.
type RunForm struct {
	Run string `json:"run"`
	// Fast resumes without the proof that the source has not changed.
	Fast bool `json:"fast,omitempty"`
	// Now stops without finishing the chunks in flight.
	Now bool `json:"now,omitempty"`
}

// Runs are all runs, the newest first: GET /api/runs.
type Runs struct {
	Runs []RunState `json:"runs"`
}

// A RunState is one run as the store knows it.
type RunState struct {
	state.Run
	// Here is true where this process carries it out now.
	Here bool `json:"here"`
	// Alive is true where its holder is a living process.
	Alive bool `json:"alive"`
	// PlanKnown is true where the store keeps its plan.
	PlanKnown bool `json:"plan_known"`
}

// A Status is one run in full: GET /api/status/{run}.
type Status struct {
	Run RunState `json:"run"`
	// Doing is what this process does with it: applying, aborting, verifying; empty
	// where it does nothing.
	Doing    string           `json:"doing"`
	Stopping bool             `json:"stopping"`
	Totals   *executor.Totals `json:"totals"`
	// Last is the number of the newest message of its stream, to start from.
	Last    string            `json:"last"`
	Plan    *plan.Plan        `json:"plan"`
	Receipt *executor.Receipt `json:"receipt"`
	// Verifications are those of the last comparison, nil where none was made.
	Verifications []executor.Verification `json:"verifications"`
	Problems      []Problem               `json:"problems"`
	Resume        string                  `json:"resume"` // the command line that resumes
	Abort         string                  `json:"abort"`
}

// A Message is one of a run's stream: GET /api/status/{run}/events, as a server-sent
// event whose id is Last-Event-ID's. One of its fields is set.
type Message struct {
	Event *executor.Event `json:"event,omitempty"`
	Log   *LogLine        `json:"log,omitempty"`
	// Status is true where the run has come to an end or another state: ask for its
	// status again.
	Status bool `json:"status,omitempty"`
}

// A LogLine is one line of a run's log.
type LogLine struct {
	At      time.Time `json:"at"`
	Level   string    `json:"level"` // debug, info, warn, error
	Message string    `json:"message"`
}

// Backups are all folders of backups: GET /api/backups.
type Backups struct {
	Folders []BackupFolder `json:"folders"`
	Uploads []Upload       `json:"uploads"`
}

// A BackupFolder is one folder and what is in it.
type BackupFolder struct {
	Directory string         `json:"directory"`
	FreeBytes int64          `json:"free_bytes"` // -1 where the system doesn't tell
	Bytes     int64          `json:"bytes"`      // of all backups there
	Intents   []Intent       `json:"intents"`    // backup blocks that write there, with their limits
	Files     []StoredBackup `json:"files"`
}

// A StoredBackup is one backup on disk.
type StoredBackup struct {
	ID       string           `json:"id"` // opaque
	Name     string           `json:"name"`
	Database string           `json:"database"`
	Intent   string           `json:"intent,omitempty"`
	Format   string           `json:"format"`
	Created  time.Time        `json:"created_at"`
	Bytes    int64            `json:"bytes"`
	SHA256   string           `json:"sha256,omitempty"`
	Tables   int              `json:"tables"`
	Rows     int64            `json:"rows"`
	Complete bool             `json:"complete"`
	Problem  string           `json:"problem,omitempty"`
	Run      string           `json:"run,omitempty"`
	Contents map[string]int64 `json:"contents,omitempty"` // rows by table
	ByHand   []string         `json:"by_hand,omitempty"`  // how to restore it without poco
	Check    *BackupCheck     `json:"check,omitempty"`    // the last one of this process
}

// A BackupCheck is the comparison of a backup with its checksum: the answer to POST
// /api/backups/check.
type BackupCheck struct {
	At      time.Time `json:"at"`
	Intact  bool      `json:"intact"`
	Problem string    `json:"problem,omitempty"`
}

// A FileForm names a backup or an upload: POST /api/backups/check, /api/backups/remove.
type FileForm struct {
	File string `json:"file"` // ID
}

// An Upload is a file that people sent, with the scanner's verdict: the answer to POST
// /api/uploads?name=NAME, whose body is the file.
type Upload struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"` // as the browser called it, for show only
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	Uploaded time.Time `json:"uploaded_at"`
	Format   string    `json:"format"` // plain, custom, tar; empty where it is no dump
	// Findings are what would leave the database, and is refused unless let through.
	Findings []dump.Finding `json:"findings"`
	Problem  string         `json:"problem,omitempty"`
}
