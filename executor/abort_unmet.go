package executor

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// An unmetError says that an abort can't put back a constraint or an index, since
// rows of the table violate it: they may be of two moments, or of another client.
type unmetError struct {
	step  *plan.Step
	cause error
}

func (e *unmetError) Error() string {
	return fmt.Sprintf("cannot %s: %s", title(e.step), postgres.Explain(e.cause))
}

func (e *unmetError) Unwrap() error { return e.cause }

// isUnmet reports whether the rows are why a step failed that says what they have
// to be like: a null, a key held twice, rows that exclude each other, a check.
func isUnmet(s *plan.Step, cause error) bool {
	if s.Kind != plan.AddConstraint && s.Kind != plan.CreateIndex {
		return false
	}
	return slices.Contains([]string{"23502", uniqueViolation, "23P01", "23514"}, postgres.Code(cause))
}

// leavesOthers reports whether what failed is a matter of the rows alone, and no
// reason not to put back what does not rest on it.
func leavesOthers(err error) bool {
	var key *ForeignKeyError
	var unmet *unmetError
	return errors.As(err, &key) || errors.As(err, &unmet)
}

// unmetNotes makes notes of what rows violate, and of what rests on it, where
// nothing else failed.
func (r *run) unmetNotes(in *intent, err error) (notes []string, rest error) {
	if err == nil {
		return nil, nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	for _, e := range all {
		var key *ForeignKeyError
		var unmet *unmetError
		switch {
		case errors.As(e, &unmet):
			notes = append(notes, r.missingNotes(in, unmet)...)
		case errors.As(e, &key):
			notes = append(notes, key.note())
		default:
			return nil, err
		}
	}
	return notes, nil
}

// note says in which state an abort leaves the key.
func (e *ForeignKeyError) note() string {
	if !e.InPlace {
		return fmt.Sprintf("Foreign key %s of %s.%s is NOT back: rows violate it, and this version of Postgres "+
			"knows no NOT VALID key of a partitioned table. Mend the rows, then run: %s", e.Constraint, e.Database, e.Table, e.mend)
	}
	return fmt.Sprintf("Foreign key %s of %s.%s is back, but NOT VALID: %s a key that %s does not (%s). "+
		"Mend that, then run: %s", e.Constraint, e.Database, e.Table, rowsHave(e.Rows, ""), e.References,
		strings.Join(e.Keys, ", "), e.mend)
}

// missingNotes say of an object that rows violate, and of each that rests on it,
// that it is not there, and how it can be made.
func (r *run) missingNotes(in *intent, e *unmetError) (notes []string) {
	_, why, _ := strings.Cut(postgres.Explain(e.cause), "\n")
	if why = strings.ReplaceAll(why, "\n", " "); why != "" {
		why = " (" + why + ")"
	}
	notes = append(notes, fmt.Sprintf("%s of %s.%s is NOT there: rows violate it%s. Mend the rows, then run: %s",
		object(e.step), in.Target, e.step.Table, why, strings.Join(e.step.SQL, "; ")))
	missing := map[string]bool{e.step.ID: true}
	for _, s := range in.all() {
		if !r.isDone(s) && restores(s) && slices.ContainsFunc(s.Needs, func(id string) bool { return missing[id] }) {
			missing[s.ID] = true
			notes = append(notes, fmt.Sprintf("%s of %s.%s is NOT %s: it rests on %s. Run then: %s", object(s), in.Target, s.Table,
				map[bool]string{true: "validated", false: "there"}[s.Kind == plan.ValidateForeignKey], e.step.Object, strings.Join(s.SQL, "; ")))
		}
	}
	return notes
}

// object names what a step makes.
func object(s *plan.Step) string {
	switch s.Kind {
	case plan.AddForeignKey, plan.ValidateForeignKey:
		return "Foreign key " + s.Object
	case plan.CreateIndex:
		return "Index " + s.Object
	case plan.CreateTrigger:
		return "Trigger " + s.Object
	case plan.AddConstraint:
		return "Constraint " + s.Object
	}
	return "What comes by \"" + title(s) + "\""
}
