package dump

// alter judges ALTER.
func (j *judge) alter(c *cursor, o *outcome) {
	kind := c.kind()
	o.statement.Kind = kind
	switch kind {
	case "DEFAULT PRIVILEGES":
		return
	case "LARGE OBJECT":
		c.at++
		o.statement.Owner = j.ownerTo(c)
		return
	case "ROUTINE", "CONSTRAINT":
		kind = "FUNCTION"
	}
	if code := createCode(kind); code != "" {
		j.refuse(code)
		return
	}
	if c.word("all") {
		j.refuse(Database)
		return
	}
	c.word("if", "exists")
	c.word("only")
	schema, name, _ := c.name()
	o.statement.Schema, o.statement.Name = j.resolve(schema), name
	o.statement.Owner = j.ownerTo(c)
	switch look := *c; {
	case kind == "TABLE" && look.word("attach", "partition"):
		part, partition, _ := look.name()
		j.alters(part, partition)
	case kind == "TABLE", kind == "VIEW", kind == "MATERIALIZED VIEW", kind == "SEQUENCE":
		j.alters(schema, name)
	}
	switch kind {
	case "TABLE", "VIEW", "MATERIALIZED VIEW", "DOMAIN", "TYPE", "SEQUENCE":
		j.alterDrops(kind, o.statement, c)
	}
	if c.has("concurrently") {
		j.refuse(NoTransaction)
	}
}

// alters notes a table, or what may stand for one, that a statement changes, puts
// something on or gives rights to.
func (j *judge) alters(schema, name string) {
	schema = j.resolve(schema)
	if key := [2]string{schema, name}; !j.altered[key] {
		j.altered[key] = true
		j.inv.Altered = append(j.inv.Altered, Object{Kind: "TABLE", Schema: schema, Name: name, Line: j.line})
	}
}

// ownerTo notes the owner that a statement gives, and tells whether it does nothing
// else: what stands before OWNER can only be the arguments of a function then.
func (j *judge) ownerTo(c *cursor) (only bool) {
	look := *c
	if !look.after("owner") || !look.word("to") {
		return false
	}
	before := c.tokens[c.at : look.at-2]
	_, name, ok := look.name()
	if ok {
		j.owner(name)
	}
	return ok && look.at == len(look.tokens) && (len(before) == 0 || before[0].text == "(" && before[len(before)-1].text == ")")
}

// alterDrops notes the columns and constraints that ALTER drops.
func (j *judge) alterDrops(kind string, s Statement, c *cursor) {
	start := *c
	for c.after("drop") {
		part := c.oneOf("constraint", "not", "default", "identity", "expression", "attribute", "column")
		if part == "not" || part == "default" || part == "identity" || part == "expression" {
			continue
		}
		r := Removal{Action: "DROP", Kind: "COLUMN", Schema: s.Schema, Table: s.Name}
		if part == "constraint" {
			r.Kind = "CONSTRAINT"
		}
		r.IfExists = c.word("if", "exists")
		_, r.Name, _ = c.name()
		if c.word("cascade") {
			r.Cascade = true
			j.refuse(Cascade)
		}
		j.remove(r)
	}
	*c = start
}

// drop judges DROP, and notes all that it removes.
func (j *judge) drop(c *cursor, o *outcome) {
	c.oneOf("procedural")
	kind := c.kind()
	o.statement.Kind = kind
	check := kind
	if kind == "ROUTINE" {
		check = "FUNCTION"
	}
	if code := createCode(check); code != "" {
		j.refuse(code)
		return
	}
	if c.word("concurrently") {
		j.refuse(NoTransaction)
		return
	}
	r := Removal{Action: "DROP", Kind: kind, IfExists: c.word("if", "exists"), Cascade: c.has("cascade")}
	if r.Cascade {
		j.refuse(Cascade)
	}
	if kind == "CAST" || kind == "OPERATOR" || kind == "TRANSFORM" {
		r.Name = c.rest()
		j.remove(r)
		return
	}
	for {
		ok := j.dropOne(r, c, o)
		if !ok {
			j.unusual()
			return
		}
		if !c.punct(",") {
			return
		}
	}
}

// dropOne reads one of the names of DROP.
func (j *judge) dropOne(r Removal, c *cursor, o *outcome) bool {
	schema, name, ok := c.name()
	switch r.Kind {
	case "SCHEMA", "EXTENSION":
	case "TRIGGER", "RULE", "POLICY":
		if !c.word("on") {
			return false
		}
		schema, r.Table, ok = c.name()
		r.Schema = j.resolve(schema)
	default:
		r.Schema = j.resolve(schema)
	}
	r.Name = name
	c.skipParens()
	o.statement.Several = o.statement.Name != ""
	if !o.statement.Several {
		o.statement.Schema, o.statement.Name = r.Schema, r.Name
	}
	j.remove(r)
	return ok
}
