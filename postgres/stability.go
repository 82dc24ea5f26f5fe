package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// expressions are all the SQL of the reading, "" where there is no where.
func (r Reading) expressions() []string { return append([]string{r.Where}, r.Set...) }

// unstable says why the copy's expressions may give something else than they gave
// then, for the same row: they read other tables, or a where calls a function that
// depends on the time or on more than the row. It is empty where they can't. In a
// set, the server's own functions may: now() and random() say nothing of the source.
func (r Reading) unstable(ctx context.Context, c *Conn, from, meant string) (why string, err error) {
	meaning, subqueries, err := deparse(ctx, c, from, r.expressions())
	switch {
	case err != nil:
		return "", err
	case subqueries:
		return "its where or set reads other tables", nil
	case meaning != meant:
		return "its where or set means something else now", nil
	}
	for i, expression := range r.expressions() {
		text, _, err := deparse(ctx, c, from, []string{expression})
		if err != nil {
			return "", err
		}
		name, err := volatileCall(ctx, c, text, i == 0)
		if name != "" || err != nil {
			return fmt.Sprintf("its where or set uses %s, which depends on more than the row", name), err
		}
	}
	return "", nil
}

// deparse gives expressions over a table as the planner sees them, immutable calls
// on constants already evaluated, and whether they hold subqueries.
func deparse(ctx context.Context, c *Conn, from string, expressions []string) (text string, subqueries bool, err error) {
	var list []string
	for _, expression := range expressions {
		if expression != "" {
			list = append(list, "("+expression+"\n)")
		}
	}
	if len(list) == 0 {
		return "", false, nil
	}
	var document string
	err = c.QueryRow(ctx, "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT "+strings.Join(list, ", ")+" FROM "+from,
		nil, &document)
	if err != nil {
		return "", false, err
	}
	node, err := topNode(document)
	return strings.Join(node.Output, ", "), strings.Contains(document, `"Subplan Name"`), err
}

// A planNode is what is read of a node in EXPLAIN's JSON.
type planNode struct {
	Output []string
	Rows   float64 `json:"Plan Rows"`
}

func topNode(document string) (planNode, error) {
	var plans []struct{ Plan planNode }
	if err := json.Unmarshal([]byte(document), &plans); err != nil || len(plans) != 1 {
		return planNode{}, fmt.Errorf("read the server's query plan: %v", err)
	}
	return plans[0].Plan, nil
}

var (
	// constants are string constants in a deparsed expression, lengths those of
	// types, as in numeric(10,2).
	constants = regexp.MustCompile(`'(?:[^']|'')*'`)
	lengths   = regexp.MustCompile(`\(\d+(?:,-?\d+)?\)`)
	// calls are the names of functions, and the keywords that stand for calls.
	calls = regexp.MustCompile(`(?:"((?:[^"]|"")+)"|([[:alpha:]_][\w$]*))\(|\b(CURRENT_\w+|LOCALTIME\w*|SESSION_USER|USER)\b`)
)

// settled are functions that the server calls stable only because they follow
// settings that all sessions of Poco share, or output functions.
var settled = []string{
	"array_to_json", "array_to_string", "concat", "concat_ws", "date_part", "date_trunc", "format",
	"json_build_array", "json_build_object", "jsonb_build_array", "jsonb_build_object", "make_timestamptz",
	"quote_literal", "row_to_json", "timezone", "to_char", "to_date", "to_json", "to_jsonb", "to_timestamp",
}

// volatileCall names the first function in the expression that has a namesake that
// is not immutable; where builtin is false, one of a user's.
func volatileCall(ctx context.Context, c *Conn, text string, builtin bool) (string, error) {
	text = lengths.ReplaceAllString(constants.ReplaceAllString(text, "''"), "")
	names := []string{}
	for _, m := range calls.FindAllStringSubmatch(text, -1) {
		name := strings.ReplaceAll(m[1], `""`, `"`) + m[2]
		switch {
		case m[3] != "" && builtin:
			return m[3], nil
		case name != "" && !slices.Contains(settled, name):
			names = append(names, name)
		}
	}
	const query = `
SELECT proname::text FROM pg_proc
WHERE proname = ANY ($1) AND provolatile <> 'i' AND ($2 OR pronamespace <> 'pg_catalog'::regnamespace)
ORDER BY 1 LIMIT 1`
	var name string
	err := c.QueryRow(ctx, query, []any{names, builtin}, &name)
	if errors.Is(err, ErrNoRows) {
		return "", nil
	}
	return name, err
}
