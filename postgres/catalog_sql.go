package postgres

import (
	_ "embed"
	"strconv"
	"strings"
)

// The queries of the catalog. All but the server's and the schemas' take the
// OIDs of the users' schemas as $1.
var (
	//go:embed catalog/server.sql
	serverSQL string
	//go:embed catalog/schemas.sql
	schemasSQL string
	//go:embed catalog/tables.sql
	tablesSQL string
	//go:embed catalog/inherits.sql
	inheritsSQL string
	//go:embed catalog/columns.sql
	columnsSQL string
	//go:embed catalog/constraints.sql
	constraintsSQL string
	//go:embed catalog/foreign_keys.sql
	foreignKeysSQL string
	//go:embed catalog/indexes.sql
	indexesSQL string
	//go:embed catalog/triggers.sql
	triggersSQL string
	//go:embed catalog/sequences.sql
	sequencesSQL string
	//go:embed catalog/types.sql
	typesSQL string
	//go:embed catalog/depends.sql
	dependsSQL string
	//go:embed catalog/dependents.sql
	dependentsSQL string
	//go:embed catalog/losses.sql
	lossesSQL string
	//go:embed catalog/functions.sql
	functionsSQL string
	//go:embed catalog/collations.sql
	collationsSQL string
)

// forVersion fits a query to a server: a line that ends in "-- since 14" is left
// out before 14, one that ends in "-- before 14" from 14 on.
func forVersion(query string, versionNum int) string {
	var b strings.Builder
	for line := range strings.Lines(query) {
		if fits(line, versionNum) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func fits(line string, versionNum int) bool {
	_, mark, ok := strings.Cut(line, "-- ")
	if !ok {
		return true
	}
	word, number, _ := strings.Cut(strings.TrimSpace(mark), " ")
	major, err := strconv.Atoi(number)
	switch {
	case err != nil:
		return true
	case word == "since":
		return versionNum >= major*10000
	case word == "before":
		return versionNum < major*10000
	}
	return true
}
