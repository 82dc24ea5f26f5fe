package command

import (
	"errors"

	"poco/executor"
	"poco/postgres"
	"poco/state"
)

// explainDatabase explains why a database could not be reached or read. It names
// the label that the recipe gives it, where that is known.
func explainDatabase(err error) (summary, detail string, ok bool) {
	var connect *postgres.ConnectError
	var wait *postgres.LockWaitError
	label := ""
	if site := (*executor.SiteError)(nil); errors.As(err, &site) {
		label = site.Label
	}
	if away := (*state.UnreachableError)(nil); errors.As(err, &away) {
		label = "the state"
	}
	switch {
	case errors.As(err, &connect) && label != "":
		return "cannot connect to " + label, connect.Where + ": " + connect.Reason + ".\n" + connect.Hint, true
	case errors.As(err, &connect):
		return connect.Error(), connect.Hint, true
	case errors.As(err, &wait) && label != "":
		return "the tables of " + label + " can't be read", wait.Error() + "\n" + wait.Reasons(), true
	case errors.As(err, &wait):
		return wait.What + ": a lock is in the way", wait.Reasons(), true
	}
	return "", "", false
}
