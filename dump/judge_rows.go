package dump

import "strings"

// insert notes the rows of INSERT.
func (j *judge) insert(c *cursor) {
	schema, name, ok := "", "", c.word("into")
	if ok {
		schema, name, ok = c.name()
	}
	if !ok || isCatalog(schema, name) {
		j.unusual()
		return
	}
	rows := &j.inv.Tables[j.table(schema, name)]
	switch {
	case j.groups > 0:
		rows.Inserted += j.groups
	case c.has("default") && c.has("values"):
		rows.Inserted++
	default:
		rows.Unknown = true
	}
}

// rows counts lines and bytes of COPY data.
func (j *judge) rows(lines int64, bytes int) {
	if len(j.copying) == 0 {
		return
	}
	rows := &j.inv.Tables[j.copying[0]]
	rows.Bytes += int64(bytes)
	if lines > 0 && j.header[0] > 0 {
		j.header[0]--
		return
	}
	rows.Copied += lines
}

// dataEnd says that the rows of one COPY are at their end.
func (j *judge) dataEnd() {
	if len(j.copying) > 0 {
		j.copying, j.header = j.copying[1:], j.header[1:]
	}
}

// changes notes what DELETE, UPDATE, MERGE and TRUNCATE change.
func (j *judge) changes(verb string, c *cursor) {
	switch verb {
	case "delete":
		c.word("from")
	case "merge":
		c.word("into")
	case "truncate":
		c.word("table")
	}
	cascade := verb == "truncate" && c.has("cascade")
	for {
		c.word("only")
		schema, name, ok := c.name()
		if !ok || isCatalog(schema, name) {
			j.unusual()
			return
		}
		c.punct("*")
		j.remove(Removal{Action: strings.ToUpper(verb), Kind: "TABLE", Schema: j.resolve(schema), Name: name, Cascade: cascade})
		if verb != "truncate" || !c.punct(",") {
			break
		}
	}
	if cascade {
		j.refuse(Cascade)
	}
}

// remove notes a removal, or counts it.
func (j *judge) remove(r Removal) {
	i, known := j.removals[r]
	if !known {
		i = len(j.inv.Removals)
		j.removals[r] = i
		r.Line = j.line
		j.inv.Removals = append(j.inv.Removals, r)
	}
	j.inv.Removals[i].Count++
}

// resolve gives an unqualified name the schema of the search_path.
func (j *judge) resolve(schema string) string {
	if schema == "" {
		return j.searchPath
	}
	return schema
}

// isCatalog tells whether a name is one of the server's own tables, through which
// settings and everything else can be changed.
func isCatalog(schema, name string) bool {
	return strings.HasPrefix(schema, "pg_") && schema != "pg_temp" || schema == "information_schema" ||
		schema == "" && strings.HasPrefix(name, "pg_")
}
