package dump

// copy judges COPY. After COPY … FROM stdin psql reads rows from the file, also
// after FROM stdout, which means the same to the server.
func (j *judge) copy(c *cursor, o *outcome) {
	binary := c.word("binary")
	if t := c.peek(); t.kind == punctToken {
		j.copyQuery(c)
		return
	}
	schema, name, ok := c.name()
	c.skipParens()
	from := c.word("from")
	if !ok || !from && !c.word("to") {
		j.unusual()
		return
	}
	if !j.copyTarget(c) {
		return
	}
	header, isBinary := copyOptions(c)
	switch {
	case binary || isBinary:
		j.refuse(Binary)
	case !from:
		j.unusual()
	case isCatalog(schema, name):
		j.unusual()
	}
	if !from {
		return
	}
	o.copies = true
	j.copying = append(j.copying, j.table(schema, name))
	j.header = append(j.header, header)
}

// copyTarget tells whether rows come from psql or go to it.
func (j *judge) copyTarget(c *cursor) bool {
	switch {
	case c.oneOf("stdin", "stdout") != "":
		return true
	case c.word("program"):
		j.refuse(CopyProgram)
	case c.peek().kind == stringToken, c.peek().kind == dollarToken:
		j.refuse(CopyFile)
	default:
		j.unusual()
	}
	return false
}

// copyQuery judges COPY (SELECT …) TO.
func (j *judge) copyQuery(c *cursor) {
	c.skipParens()
	if !c.word("to") || j.copyTarget(c) {
		j.unusual()
	}
}

// copyOptions looks for the options that matter to psql, which the server takes as
// words, names and strings.
func copyOptions(c *cursor) (header int64, binary bool) {
	for ; !c.end(); c.at++ {
		switch c.peek().text {
		case "binary":
			binary = true
		case "format":
			if c.at+1 < len(c.tokens) {
				format := c.tokens[c.at+1].text
				binary = binary || format != "text" && format != "csv"
			}
		case "header":
			header = 1
			if c.at+1 < len(c.tokens) {
				if off := c.tokens[c.at+1].text; off == "false" || off == "off" || off == "0" {
					header = 0
				}
			}
		}
	}
	return header, binary
}

// table finds or makes the count of a table's rows, by its place in the inventory.
func (j *judge) table(schema, name string) int {
	schema = j.resolve(schema)
	key := [2]string{schema, name}
	i, known := j.tables[key]
	if !known {
		i = len(j.inv.Tables)
		j.tables[key] = i
		j.inv.Tables = append(j.inv.Tables, TableRows{Schema: schema, Name: name, Line: j.line})
	}
	return i
}
