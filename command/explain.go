package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"poco/executor"
	"poco/postgres"
	"poco/state"
)

// explain puts any error into the form of diagnostics: what failed, why in the
// user's terms, what to do next. Several joined errors become several, each told
// once.
func explain(err error) (hcl.Diagnostics, map[string]*hcl.File) {
	var d *diagnosed
	if errors.As(err, &d) {
		return d.diags, d.files
	}
	var diags hcl.Diagnostics
	seen := map[string]bool{}
	for _, one := range separate(err) {
		summary, detail := explainOne(one)
		if key := summary + "\x00" + detail; !seen[key] {
			seen[key] = true
			diags = append(diags, failure(summary, detail)...)
		}
	}
	return diags, nil
}

// separate takes joined errors apart.
func separate(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, separate(e)...)
	}
	return all
}

func explainOne(err error) (summary, detail string) {
	var p *problem
	switch {
	case errors.As(err, &p):
		return p.summary, p.detail
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return "interrupted", "Nothing was changed."
	}
	if summary, detail, ok := explainRun(err); ok {
		return summary, detail
	}
	if summary, detail, ok := explainDatabase(err); ok {
		return summary, detail
	}
	summary, detail, _ = strings.Cut(postgres.Explain(err), "\n")
	return summary, detail
}

// explainRun explains the errors of the executor and of the store.
func explainRun(err error) (summary, detail string, ok bool) {
	var stale *executor.StaleError
	var locked *state.LockedError
	var unfinished *executor.UnfinishedError
	var noRun *executor.NoRunError
	var more *executor.MoreRowsError
	switch {
	case errors.As(err, &stale):
		return "the plan is stale: not all is as it saw it", staleWords(stale), true
	case errors.As(err, &locked):
		return locked.Error(), "Wait until that run ends, or let poco wait with --lock-timeout 10m.\n" + deadHolder(locked), true
	case errors.As(err, &unfinished):
		return fmt.Sprintf("run %s, of another plan, has not ended on %s", unfinished.Run, unfinished.Target),
			fmt.Sprintf("It was last run by %s@%s%s. Nothing was changed.\nGo on with:    poco apply %s\nGive up with:  poco abort %s",
				unfinished.Holder.User, unfinished.Holder.Host, since(unfinished.Holder), unfinished.Run, unfinished.Run), true
	case errors.As(err, &noRun):
		return noRun.Error(), "poco runs lists the runs and how they ended.", true
	case errors.As(err, &more):
		return more.Error(), "They were written after the plan was made. Plan again, and review what would be destroyed now.", true
	}
	if summary, detail, ok := explainState(err); ok {
		return summary, detail, true
	}
	return explainStep(err)
}

// since is ", since …" where the holder says when it began.
func since(h state.Holder) string {
	if h.Since.IsZero() {
		return ""
	}
	return ", since " + h.Since.UTC().Format("2006-01-02 15:04:05 MST")
}

// deadHolder says what frees a lock whose process is gone for good: that of a state
// has a command, that of a target ends with its session.
func deadHolder(e *state.LockedError) string {
	if e.Session == 0 {
		return "If its process is gone for good: poco unlock."
	}
	return fmt.Sprintf("If its process is gone for good, its session there ends by itself, or with: SELECT pg_terminate_backend(%d)", e.Session)
}

// staleWords says what changed and the ways out: a run that has begun can neither
// go on nor be planned over.
func staleWords(e *executor.StaleError) string {
	if e.Run == "" {
		return bullets(e.Changes) + "\n\nNothing was changed. Plan again, and review what is new: poco plan."
	}
	targets := strings.Join(e.Position.Targets, ", ")
	return bullets(e.Changes) + fmt.Sprintf("\n\nRun %s had begun before that: %d of its %d steps are done on %s, and stay so. Take the change back and apply again, "+
		"or give the run up and plan again:\npoco abort %s", e.Run, e.Position.StepsDone, e.Position.Steps, targets, e.Run)
}

// explainState explains a state that can't be read, and how to go on without it.
func explainState(err error) (summary, detail string, ok bool) {
	var damaged *state.DamagedError
	var version *state.VersionError
	switch {
	case errors.As(err, &damaged):
		detail = fmt.Sprintf("Its content: %v.\nMove it away, then run the command again.", damaged.Err)
		if damaged.Kept != "" {
			detail = fmt.Sprintf("Its content: %v.\nIt was moved to %s.\nRun the command again.", damaged.Err, damaged.Kept)
		}
		return "the state file " + damaged.Path + " is damaged", detail + ledgerHelps, true
	case errors.As(err, &version):
		return fmt.Sprintf("the state %s has format version %d", version.Path, version.Version),
			"Use the poco that wrote it, or move it away." + ledgerHelps, true
	}
	return "", "", false
}

// ledgerHelps says why a lost state loses nothing.
const ledgerHelps = "\n\nNothing is lost: what an unfinished run has done stands in the ledger on its target,\n" +
	"and applying the plan of that run again resumes it."

// explainStep explains what failed in the middle of a run.
func explainStep(err error) (summary, detail string, ok bool) {
	var key *executor.ForeignKeyError
	var step *executor.StepError
	switch {
	case errors.As(err, &key):
		return "cannot add foreign key " + key.Constraint, keyWords(key), true
	case errors.As(err, &step):
		detail = step.Reason
		for _, b := range step.Blocked {
			detail += "\nBlocked by " + b + "."
		}
		if step.Hint != "" {
			detail += "\n\n" + step.Hint
		}
		return fmt.Sprintf("cannot %s (%s)", step.Title, step.Where), detail, true
	}
	return "", "", false
}

// keyWords says which rows keep a foreign key from being put back.
func keyWords(e *executor.ForeignKeyError) string {
	keys := strings.Join(e.Keys, ", ")
	if int64(len(e.Keys)) < e.Rows {
		keys += ", …"
	}
	rows, have := "rows", "have"
	if e.Rows == 1 {
		rows, have = "row", "has"
	}
	place := "the key is not in place"
	if e.InPlace {
		place = "the key is in place, but not validated"
	}
	return fmt.Sprintf("%d %s of %s.%s %s a key (%s) that %s.%s does not: %s.\n"+
		"They were written to %s while the copy ran, or before it, by another client.\n\n"+
		"The rows are kept, %s. Mend the rows, then go on.",
		e.Rows, rows, e.Database, e.Table, have, strings.Join(e.Columns, ", "), e.Database, e.References, keys, e.Database, place)
}

// bullets lists sentences, one a line; a very long list is cut.
func bullets(lines []string) string {
	const most = 30
	var b strings.Builder
	for i, l := range lines {
		if i == most {
			fmt.Fprintf(&b, "… and %d more\n", len(lines)-most)
			break
		}
		b.WriteString("- " + l + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
