package dump

// grant judges GRANT and REVOKE: of privileges on an object, not of roles.
func (j *judge) grant(c *cursor) {
	if !c.after("on") {
		j.refuse(Role)
		return
	}
	on := *c
	switch kind := c.kind(); kind {
	case "DATABASE", "TABLESPACE":
		j.refuse(Database)
	case "PARAMETER":
		j.refuse(AlterSystem)
	case "ALL":
		j.unusual() // tables of others as well
	case "SCHEMA", "FUNCTION", "PROCEDURE", "ROUTINE", "LANGUAGE", "TYPE", "DOMAIN", "LARGE OBJECT", "FOREIGN DATA WRAPPER":
	default:
		if kind != "TABLE" && kind != "SEQUENCE" {
			*c = on
		}
		j.grantedOn(c)
	}
	if j.first() == "revoke" && c.has("cascade") {
		j.refuse(Cascade)
	}
}

// grantedOn notes the tables of GRANT and REVOKE.
func (j *judge) grantedOn(c *cursor) {
	for {
		schema, name, ok := c.name()
		if ok {
			j.alters(schema, name)
		}
		if !ok || !c.punct(",") {
			return
		}
	}
}

// comments judges COMMENT ON and SECURITY LABEL ON.
func (j *judge) comments(verb string, c *cursor, o *outcome) {
	if verb == "security" {
		if !c.word("label") {
			j.unusual()
			return
		}
	}
	if !c.after("on") {
		j.unusual()
		return
	}
	o.statement.Kind = c.kind()
	switch o.statement.Kind {
	case "DATABASE", "TABLESPACE", "ROLE", "SUBSCRIPTION", "PUBLICATION", "EVENT TRIGGER", "SERVER":
		j.refuse(kindCodes[o.statement.Kind])
	}
	schema, name, ok := c.name()
	if ok {
		o.statement.Schema, o.statement.Name = j.resolve(schema), name
	}
}
