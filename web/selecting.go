package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"poco/config"
	"poco/plan"
	"poco/planner"
	"poco/postgres"
)

// selection says what ticked tables come to, as the planner will see it.
func (s *Server) selection(w http.ResponseWriter, r *http.Request) {
	form, err := body[SelectionForm](w, r)
	if err == nil && !slices.Contains(relatedWords, form.Related) {
		err = &badRequest{errors.New("related is one of " + strings.Join(relatedWords, ", "))}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	db, err := s.database(form.Database)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	known, err := s.known(r.Context(), db)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer, err := selected(known.catalog, form)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, answer)
}

var relatedWords = []string{
	string(config.RelatedAll), string(config.RelatedReferenced), string(config.RelatedReferencing), string(config.RelatedNone),
}

// selected asks the planner. What is ticked and gone is told; what is unticked and
// gone does not matter any more.
func selected(c *postgres.Catalog, form SelectionForm) (Selection, error) {
	answer := Selection{Tables: []SelectedTable{}, Keys: []SelectedKey{}, Cycles: [][]plan.Name{}, Follows: []string{}}
	there := map[plan.Name]bool{}
	for _, t := range c.Tables {
		there[t.Name] = true
	}
	selection := &config.Selection{Related: config.Related(form.Related)}
	for _, name := range form.Ticked {
		if !there[name] {
			return answer, &conflict{short(name, c.Schema) + " is no longer there", "The database has changed since the page connected: connect again."}
		}
		if !slices.Contains(form.Unticked, name) {
			selection.Include = append(selection.Include, exactly(name))
		}
	}
	for _, name := range form.Unticked {
		if there[name] {
			selection.Exclude = append(selection.Exclude, exactly(name))
		}
	}
	if len(selection.Include) == 0 {
		return answer, nil
	}
	g, diags := planner.ForeignKeys(c, selection)
	if diags.HasErrors() {
		return answer, &conflict{diags[0].Summary, diags[0].Detail}
	}
	for _, n := range g.Tables {
		auto := n.Why != "selected" && !strings.HasPrefix(n.Why, "partition of ")
		answer.Tables = append(answer.Tables, SelectedTable{Name: n.Table, Why: n.Why, Auto: auto, Depth: n.Depth})
	}
	for _, k := range g.Keys {
		answer.Keys = append(answer.Keys, SelectedKey(k))
	}
	answer.Cycles = append(answer.Cycles, g.Cycles...)
	answer.Follows = follows(c, g, form.Unticked)
	return answer, nil
}

// exactly is the pattern of one table, whatever stands in its name.
func exactly(n plan.Name) config.Pattern {
	return config.Pattern{
		Text:   n.String(),
		Schema: config.Glob{Text: n.Schema, Literal: true}, Name: config.Glob{Text: n.Name, Literal: true},
	}
}

// follows says what unticked tables leave behind: each foreign key between one of
// them and a table that is copied.
func follows(c *postgres.Catalog, g *planner.Graph, unticked []plan.Name) []string {
	copied := map[plan.Name]bool{}
	for _, n := range g.Tables {
		copied[n.Table] = true
	}
	sentences := []string{}
	for _, t := range c.Tables {
		for _, k := range t.ForeignKeys {
			from, to := short(t.Name, c.Schema), short(k.References, c.Schema)
			arrow := fmt.Sprintf("%s.%s → %s.%s", from, strings.Join(k.Columns, ", "), to, strings.Join(k.RefColumns, ", "))
			switch {
			case copied[t.Name] && slices.Contains(unticked, k.References) && t.Name != k.References:
				sentences = append(sentences, fmt.Sprintf("%s: %s is not copied. The plan counts the rows of %s whose %s the target does not have, and refuses to leave any.",
					arrow, to, from, to))
			case copied[k.References] && slices.Contains(unticked, t.Name) && t.Name != k.References:
				sentences = append(sentences, fmt.Sprintf("%s: %s keeps the rows that it has on the target. Where %s is overwritten, the plan counts those whose %s is not copied, and refuses to leave any.",
					arrow, from, to, to))
			}
		}
	}
	return sentences
}

// short is a table's name without the default schema.
func short(n plan.Name, schema string) string {
	if n.Schema == schema {
		return n.Name
	}
	return n.String()
}
