package executor

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// explainRestore puts the failure of a restore into the user's terms; nil where it is
// no more than that of any step. Nothing of the target has changed.
func (w *worker) explainRestore(s *plan.Step, cause error) error {
	file := s.Restoration.File
	e := &StepError{Step: s.ID, Title: title(s), Where: w.in.Target, Err: cause, Hint: untouched}
	var stale *StaleError
	var refused *dump.RefusedError
	var script *postgres.ScriptError
	switch {
	case errors.As(cause, &stale):
		return cause
	case errors.As(cause, &refused):
		f := refused.Finding
		e.Reason = fmt.Sprintf("line %d of %s is refused: %s [%s]\n%s", f.Line, file, f.Why, f.Code, f.Text)
		return e
	case errors.Is(cause, fs.ErrNotExist), errors.Is(cause, fs.ErrPermission):
		e.Reason = cause.Error()
		return e
	case !errors.As(cause, &script):
		return nil
	}
	restore := w.restoring
	switch number, n := detailed(script.Detail); {
	case script.Code == postgres.CodeTakenOver:
		return &postgres.TakenOverError{Run: w.run.id}
	case script.Code == postgres.CodeMoreRows && number < len(restore.guards):
		g := restore.guards[number]
		return &MoreRowsError{Table: w.in.Target + "." + g.table.String(), Shown: g.shown, Exact: g.exact, Now: n}
	case script.Code == postgres.CodeBystander:
		e.Reason = fmt.Sprintf("%s has changed %s, which the plan does not show as replaced: by a statement, or by a function, trigger or rule of its own", file, script.Detail)
		return e
	case script.Code == postgres.CodeOtherRows && number < len(restore.checks):
		c := restore.checks[number]
		e.Reason = fmt.Sprintf("%s held %s after %s was read, and the plan has counted %s in it", c.table, rowsOf(n), file, plan.Thousands(c.rows))
		return e
	}
	e.Reason = script.Message
	for _, more := range []string{script.Detail, script.Hint, script.Context} {
		if more != "" {
			e.Reason += "\n" + more
		}
	}
	if place := restore.place(script.Line, file); place != "" {
		e.Reason += "\n" + place
	}
	if hint := restoreHints[script.Code]; hint != "" {
		e.Hint = hint + " " + untouched
	}
	if isCollision(cause) {
		e.Blocked = w.watch.blockersOfAny()
		e.Hint = hints[script.Code]
	}
	return e
}

const untouched = "Nothing was changed: the restore was rolled back."

// restoreHints say what to do, by SQLSTATE.
var restoreHints = map[string]string{
	"23503": "Rows outside of the restore point at rows that the file does not have. Remove them, or restore their table as well.",
	"42501": "The role lacks a privilege. Restore as the owner of what is replaced.",
	"42704": "The file names something that the database does not have: an extension, a type or a role perhaps. Create it first.",
	"53100": "The server's disk is full. Make room, then apply again.",
}

// place says where in the file the server met an error: the line, and what stands
// there.
func (r *restoring) place(line int, file string) string {
	at := r.script.inFile(line)
	if at == 0 {
		return ""
	}
	where := fmt.Sprintf("It is at line %d of %s", at, file)
	if r.step.Restoration.Format != string(dump.Plain) {
		where = fmt.Sprintf("It is at line %d of what pg_restore makes of %s", at, file)
	}
	s, known := r.told.at(at)
	if !known {
		return where + "."
	}
	return where + ": " + strings.TrimSpace(statementText(s)) + "."
}

// detailed reads the detail of an error that Poco's own statements have raised.
func detailed(detail string) (number int, n int64) {
	if _, err := fmt.Sscanf(detail, "%d %d", &number, &n); err != nil || number < 0 {
		return 1 << 30, 0
	}
	return number, n
}
