//go:build !linux

package postgres

import "os"

const passfilePath = ""

// anonymousFile is nil: only Linux has files without a name that a child can open
// by one.
func anonymousFile(string) *os.File { return nil }
