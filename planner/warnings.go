package planner

import (
	"cmp"

	"poco/plan"
)

// compareWarnings orders warnings by code, table and message.
func compareWarnings(a, b plan.Warning) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Table, b.Table), cmp.Compare(a.Message, b.Message))
}

// aboutTable is a warning about one table.
func aboutTable(code string, table plan.Name, message string) plan.Warning {
	return plan.Warning{Code: code, Table: table.String(), Message: message}
}

// warning is a warning about the copy as a whole.
func warning(code, message string) plan.Warning {
	return plan.Warning{Code: code, Message: message}
}
