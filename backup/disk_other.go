//go:build !linux && !darwin && !freebsd && !windows

package backup

import "errors"

// disk can't be asked here.
func disk(string) (free, total int64, err error) { return 0, 0, errors.ErrUnsupported }
