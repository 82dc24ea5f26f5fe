package planner

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

// drawn reads a graph of "a→b a→c" in the public schema.
func drawn(text string) (nodes []plan.Name, edges map[plan.Name][]plan.Name) {
	edges = map[plan.Name][]plan.Name{}
	for _, word := range strings.Fields(text) {
		from, to, arrow := strings.Cut(word, "→")
		nodes = append(nodes, public(from))
		if arrow {
			nodes = append(nodes, public(to))
			edges[public(from)] = append(edges[public(from)], public(to))
		}
	}
	slices.SortFunc(nodes, plan.Name.Compare)
	return slices.Compact(nodes), edges
}

func public(name string) plan.Name { return plan.Name{Schema: "public", Name: name} }

// depthsText writes "a0 b1": each table with its depth, in order.
func depthsText(o *order, nodes []plan.Name) string {
	nodes = slices.Clone(nodes)
	slices.SortFunc(nodes, o.compare)
	var words []string
	for _, n := range nodes {
		words = append(words, fmt.Sprintf("%s%d", n.Name, o.depth[n]))
	}
	return strings.Join(words, " ")
}

func TestTablesComeAfterThoseTheyReference(t *testing.T) {
	for _, test := range []struct{ graph, depths, cycles string }{
		{"a", "a0", ""},
		{"b→a c→b c→a", "a0 b1 c2", ""},
		{"a→a b→a", "a0 b1", ""},
		{"a→b b→a", "a0 b0", "a b"},
		{"a→b b→a a→x c→a", "x0 a1 b1 c2", "a b"},
		{"a→b b→c c→a d→e e→d d→a", "a0 b0 c0 d1 e1", "a b c, d e"},
		{"a→b b→a b→c c→b", "a0 b0 c0", "a b c"},
		{"z y x→y", "y0 z0 x1", ""},
		{"e→d d→c c→b b→a e→a", "a0 b1 c2 d3 e4", ""},
	} {
		nodes, edges := drawn(test.graph)
		o := orderTables(nodes, edges)
		if got := depthsText(o, nodes); got != test.depths {
			t.Errorf("%s: depths %s, want %s", test.graph, got, test.depths)
		}
		var cycles []string
		for _, cycle := range o.cycles() {
			var names []string
			for _, n := range cycle {
				names = append(names, n.Name)
			}
			cycles = append(cycles, strings.Join(names, " "))
		}
		if got := strings.Join(cycles, ", "); got != test.cycles {
			t.Errorf("%s: cycles %q, want %q", test.graph, got, test.cycles)
		}
	}
}

func TestOrderDoesNotDependOnTheOrderOfItsInput(t *testing.T) {
	nodes, edges := drawn("a→b b→c c→a d→a e→d f→e f→b g h→g h→f i→h i→i")
	want := orderTables(nodes, edges)
	random := rand.New(rand.NewSource(1))
	for range 50 {
		random.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		shuffled := map[plan.Name][]plan.Name{}
		for from, to := range edges {
			to = slices.Clone(to)
			random.Shuffle(len(to), func(i, j int) { to[i], to[j] = to[j], to[i] })
			shuffled[from] = to
		}
		got := orderTables(nodes, shuffled)
		if diff := cmp.Diff(want.groups, got.groups); diff != "" {
			t.Fatalf("another order (-first +shuffled):\n%s", diff)
		}
	}
}

func TestReferencesOutsideTheNodesAreLeftOut(t *testing.T) {
	_, edges := drawn("a→b b→c")
	nodes := []plan.Name{public("a"), public("c")}
	if got := depthsText(orderTables(nodes, edges), nodes); got != "a0 c0" {
		t.Errorf("depths %s, want a0 c0", got)
	}
}

func TestTwoTablesOfACycleAreKnown(t *testing.T) {
	nodes, edges := drawn("a→b b→a c→a")
	o := orderTables(nodes, edges)
	for _, test := range []struct {
		a, b string
		want bool
	}{{"a", "b", true}, {"b", "a", true}, {"a", "a", false}, {"c", "a", false}, {"a", "unknown", false}} {
		if got := o.sameCycle(public(test.a), public(test.b)); got != test.want {
			t.Errorf("sameCycle(%s, %s) = %v", test.a, test.b, got)
		}
	}
}
