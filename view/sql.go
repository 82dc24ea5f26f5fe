package view

import "strings"

// terminated gives a statement with one semicolon at its end.
func terminated(sql string) string {
	return strings.TrimRight(strings.TrimSpace(sql), "; \n\t") + ";"
}
