package executor

// A SiteError says on which of the plan's databases something failed beside the
// steps: it could not be reached, or not be read.
type SiteError struct {
	Label string
	Err   error
}

func (e *SiteError) Error() string { return "database " + e.Label + ": " + e.Err.Error() }
func (e *SiteError) Unwrap() error { return e.Err }
