package executor

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"poco/state"
)

// holderText is a holder as the target keeps it: in the ledger whole, and as the
// application name of the session with the lock, where only its beginning fits.
func holderText(h state.Holder) string {
	return fmt.Sprintf("%s@%s pid %d since %s: %s", h.User, h.Host, h.PID, h.Since.UTC().Format(time.RFC3339), h.Command)
}

var holderForm = regexp.MustCompile(`(?s)^(.*)@(\S+) pid (\d+)(?: since (\S+): (.*))?`)

// readHolder reads what holderText wrote, as far as it is there.
func readHolder(text string) state.Holder {
	m := holderForm.FindStringSubmatch(text)
	if m == nil {
		return state.Holder{User: text}
	}
	h := state.Holder{User: m[1], Host: m[2], Command: m[5]}
	h.PID, _ = strconv.Atoi(m[3])
	h.Since, _ = time.Parse(time.RFC3339, m[4])
	return h
}
