package view

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"poco/plan"
	"poco/planner"
)

// GraphText writes the foreign-key graph for people: each table, below those
// that it references, with its foreign keys.
func GraphText(w io.Writer, g *planner.Graph, schema string, s Style) {
	keys := map[plan.Name][]planner.Edge{}
	for _, k := range g.Keys {
		keys[k.Table] = append(keys[k.Table], k)
	}
	if len(g.Tables) == 0 {
		fmt.Fprintln(w, "No table.")
	}
	depth := -1
	for _, t := range g.Tables {
		if t.Depth != depth {
			depth = t.Depth
			if depth > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, s.faint("depth "+strconv.Itoa(depth)))
		}
		fmt.Fprintf(w, "  %s\n", s.heads(inSchema(t.Table, schema)))
		for _, k := range keys[t.Table] {
			fmt.Fprintf(w, "    %s → %s.%s%s\n", keyColumns(k.Columns), inSchema(k.References, schema),
				keyColumns(k.RefColumns), circle(k, s))
		}
	}
	for _, c := range g.Cycles {
		var names []string
		for _, n := range c {
			names = append(names, inSchema(n, schema))
		}
		fmt.Fprintf(w, "\n%s %s\n", s.warns("circle:"), strings.Join(names, " ⇄ "))
	}
}

func circle(k planner.Edge, s Style) string {
	switch {
	case k.InCycle:
		return "   " + s.warns("in a circle")
	case k.Table == k.References:
		return "   to itself"
	}
	return ""
}

func inSchema(n plan.Name, schema string) string {
	if n.Schema == schema {
		return Safe(bare(n.Name))
	}
	return Safe(n.String())
}

// GraphDot writes the graph for Graphviz: an arrow points from the referencing
// table to the referenced one.
func GraphDot(w io.Writer, g *planner.Graph, schema string) {
	fmt.Fprintln(w, "digraph poco {")
	fmt.Fprintln(w, "  rankdir=LR;")
	fmt.Fprintln(w, "  node [shape=box];")
	for _, t := range g.Tables {
		fmt.Fprintf(w, "  %s;\n", dotString(inSchema(t.Table, schema)))
	}
	for _, k := range g.Keys {
		style := ""
		if k.InCycle {
			style = ", style=dashed"
		}
		fmt.Fprintf(w, "  %s -> %s [label=%s%s];\n", dotString(inSchema(k.Table, schema)),
			dotString(inSchema(k.References, schema)), dotString(keyColumns(k.Columns)), style)
	}
	fmt.Fprintln(w, "}")
}

// dotString quotes for DOT. A backslash begins one of DOT's own escapes, so it is
// doubled.
func dotString(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// GraphMermaid writes the graph as a Mermaid flowchart, which GitHub draws in
// markdown.
func GraphMermaid(w io.Writer, g *planner.Graph, schema string) {
	fmt.Fprintln(w, "flowchart LR")
	ids := map[plan.Name]string{}
	for i, t := range g.Tables {
		ids[t.Table] = fmt.Sprintf("t%d", i)
		fmt.Fprintf(w, "  t%d[\"%s\"]\n", i, mermaidText(inSchema(t.Table, schema)))
	}
	for _, k := range g.Keys {
		to, ok := ids[k.References]
		if !ok {
			continue // a partition, which its table stands for
		}
		arrow := "-->"
		if k.InCycle {
			arrow = "-.->"
		}
		fmt.Fprintf(w, "  %s %s|\"%s\"| %s\n", ids[k.Table], arrow, mermaidText(keyColumns(k.Columns)), to)
	}
}

// mermaidText writes every character that Mermaid may take for its own as an
// entity.
func mermaidText(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\"'`#;&<>|[]{}()\\", r) {
			fmt.Fprintf(&b, "#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
