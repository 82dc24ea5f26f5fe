package planner

import (
	"slices"
	"strings"

	"poco/postgres"
)

// tableSuffix writes what follows the columns.
func (b *builder) tableSuffix(t *postgres.Table) string {
	sql := ""
	if t.PartitionKey != "" {
		sql += " PARTITION BY " + t.PartitionKey
	}
	if am := t.AccessMethod; am != "" && am != "heap" {
		if slices.Contains(b.Target.Server.AccessMethods, am) {
			sql += " USING " + postgres.Quote(am)
		} else {
			b.warn(t, "access_method", "%s uses the access method %s, which %s lacks; it is created with the default one",
				t.Name, am, b.Labels.target)
		}
	}
	if list := b.storageOptions(t); len(list) > 0 {
		sql += " WITH (" + options(list) + ")"
	}
	if t.Tablespace != "" && b.hasTablespace(t, t.Tablespace) {
		sql += " TABLESPACE " + postgres.Quote(t.Tablespace)
	}
	return sql
}

// hasTablespace warns where something is put into the default tablespace.
func (b *builder) hasTablespace(t *postgres.Table, name string) bool {
	if slices.Contains(b.Target.Server.Tablespaces, name) {
		return true
	}
	b.warn(t, "tablespace", "%s lies in the tablespace %s of %s, which %s lacks; it is created in the default one",
		t.Name, name, b.Labels.source, b.Labels.target)
	return false
}

// storageOptions leaves out those that the target's version does not know.
func (b *builder) storageOptions(t *postgres.Table) []string {
	var known []string
	for _, o := range t.Options {
		key, _, _ := strings.Cut(o, "=")
		if since := optionSince[strings.TrimPrefix(key, "toast.")]; b.version < since {
			b.warn(t, "version", "the storage parameter %s of %s is unknown to %s (%s); it is left out",
				key, t.Name, b.Labels.target, b.Target.Server.Version)
			continue
		}
		known = append(known, o)
	}
	return known
}

// optionSince are the storage parameters that came after version 13.
var optionSince = map[string]int{
	"vacuum_max_eager_freeze_failure_rate": 180000,
	"autovacuum_vacuum_max_threshold":      180000,
}

// tableWarnings tells what a created table lacks.
func (b *builder) tableWarnings(t *postgres.Table) {
	name := b.Names.toTarget(t.Name)
	if t.HasPolicies {
		b.warn(t, "row_security", "%s has row security policies in %s, which are not created; row security is on in %s, "+
			"so that only the owner sees rows until policies are added", name, b.Labels.source, b.Labels.target)
	}
	if t.HasRules {
		b.warn(t, "rules", "%s has rules in %s, which are not created", name, b.Labels.source)
	}
	b.leftOut(t, name)
	b.versionProblems(t)
}
