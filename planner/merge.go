package planner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// merge reads the keys of a share of the child and of all shares of the parent,
// each side once.
func (c *copying) merge(ctx context.Context, p promise, child share, parents []share) (postgres.KeyMerge, error) {
	var opened sessions
	defer opened.close(ctx)
	conn, err := opened.open(ctx, child.from)
	if err != nil {
		return postgres.KeyMerge{}, err
	}
	query := keyQuery([]share{child}, p.columns)
	query.Conn, query.Full = conn, p.full
	var queries []postgres.KeyQuery
	for _, s := range []*side{c.source, c.target} {
		var here []share
		for _, share := range parents {
			if share.from == s {
				here = append(here, share)
			}
		}
		if len(here) == 0 {
			continue
		}
		q := keyQuery(here, p.refColumns)
		if q.Conn, err = opened.open(ctx, s); err != nil {
			return postgres.KeyMerge{}, err
		}
		queries = append(queries, q)
	}
	return postgres.MergeKeys(ctx, query, queries, p.types, firstKeys)
}

// sessions are those that one comparison of keys takes, all of the snapshots that
// the plan counts in.
type sessions []*postgres.Conn

func (s *sessions) open(ctx context.Context, from *side) (*postgres.Conn, error) {
	conn, err := from.snapshot.Join(ctx)
	if err != nil {
		return nil, err
	}
	*s = append(*s, conn)
	return conn, nil
}

// close is on the pointer: it is deferred before there are any sessions.
func (s *sessions) close(ctx context.Context) {
	for _, conn := range *s {
		conn.Close(ctx)
	}
}

// keyQuery reads some columns of shares that are all of one side.
func keyQuery(shares []share, columns []string) postgres.KeyQuery {
	first := shares[0]
	if len(shares) == 1 && !setsAny(first.set, columns) {
		return postgres.KeyQuery{Table: first.table, Columns: columns, Where: first.where, Only: first.only}
	}
	parts := make([]string, len(shares))
	for i, s := range shares {
		parts[i] = "SELECT " + columnList(columns, s.set) + " FROM " + fromClause(s.table, s.only) + whereClause(s.where)
	}
	return postgres.KeyQuery{Table: first.table, From: "(" + strings.Join(parts, " UNION ALL ") + ") AS copied", Columns: columns}
}

// narrowing is the table block whose where narrows a table of the copy.
func (c *copying) narrowing(name plan.Name) *config.TableRule {
	for _, p := range c.holders[name] {
		if p.where != "" {
			return p.rule
		}
	}
	return nil
}

// collide counts, where rows are added to those that the target has, how many
// come with a key that it has already. Each of them would stop the copy.
func (c *copying) collide(ctx context.Context, p *pair) error {
	if !p.holds || p.target == nil || p.mode != plan.Append || p.creates || rowsOf(p.rows) == 0 {
		return nil
	}
	total := int64(0)
	for _, key := range uniqueKeysOf(p) {
		c.progress("comparing the keys of %s", p.name)
		found, err := c.compareKeys(ctx, p, key)
		if err != nil {
			return err
		}
		total = max(total, found.MatchedRows)
		if c.looseKey(p, key) && found.MissingRows > 0 {
			c.warn("keys_unchecked", p.name, fmt.Sprintf(
				"The collation of %s (%s) is nondeterministic: keys of other bytes may be equal too, which stops the copy.", key.name, listed(key.columns)))
		}
		if found.MatchedRows > 0 {
			c.collides(p, key, found)
		}
	}
	p.rows.Collide = &total
	return nil
}

func rowsOf(r plan.Rows) int64 {
	if r.Target == nil {
		return 0
	}
	return *r.Target
}

// A uniqueKey is a set of columns whose values can occur once.
type uniqueKey struct {
	name    string
	columns []string
	primary bool
}

// uniqueKeysOf are the unique keys of the target whose columns are all copied.
// Those on expressions or on a part of the rows are left to the server.
func uniqueKeysOf(p *pair) []uniqueKey {
	var keys []uniqueKey
	add := func(k uniqueKey) {
		if len(k.columns) > 0 && len(lacking(k.columns, p.columns)) == 0 {
			keys = append(keys, k)
		}
	}
	for _, constraint := range p.target.Constraints {
		if constraint.Kind == postgres.PrimaryKey || constraint.Kind == postgres.Unique {
			add(uniqueKey{constraint.Name, constraint.Columns, constraint.Kind == postgres.PrimaryKey})
		}
	}
	for _, index := range p.target.Indexes {
		if index.Unique && index.Valid && !index.Partial {
			add(uniqueKey{index.Name, index.Columns, false})
		}
	}
	return keys
}

func (c *copying) compareKeys(ctx context.Context, p *pair, key uniqueKey) (postgres.KeyMerge, error) {
	var types []string
	for _, name := range key.columns {
		types = append(types, columnOf(p.target, name).Type)
	}
	return c.merge(ctx, promise{columns: key.columns, refColumns: key.columns, types: types},
		c.incomingShare(p), []share{c.standing(p.name)})
}

// looseKey reports whether a nondeterministic collation compares a key.
func (c *copying) looseKey(p *pair, key uniqueKey) bool {
	return slices.ContainsFunc(key.columns, func(name string) bool { return columnOf(p.target, name).Nondeterministic })
}

// collides reports keys that exist already.
func (c *copying) collides(p *pair, key uniqueKey, found postgres.KeyMerge) {
	keys := listed(found.FirstMatched)
	if more := found.MatchedKeys - int64(len(found.FirstMatched)); more > 0 {
		keys += fmt.Sprintf(" and %d more", more)
	}
	advice := "Mode update replaces those rows, mode skip keeps them; or leave them out with a where."
	if !key.primary {
		advice = "Leave those rows out with a where, or replace all rows with mode overwrite."
	}
	exist := "exist"
	if found.MatchedKeys == 1 {
		exist = "exists"
	}
	c.fail("mode", fmt.Sprintf("%d of %s of %s %s on %s already", found.MatchedKeys, plural(found.Keys, "key", "keys"), p.name, exist, c.target.label()),
		"Mode append inserts every row, and %s (%s) takes a value once. The keys that both sides have: %s. %s",
		key.name, listed(key.columns), keys, advice)
}
