package dump

import "fmt"

// A RefusedError says that a file was refused, and for what.
type RefusedError struct{ Finding Finding }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("line %d: %s: %s [%s]", e.Finding.Line, e.Finding.Text, e.Finding.Why, e.Finding.Code)
}
