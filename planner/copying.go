package planner

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// copying is one copy block while it is planned.
type copying struct {
	*planning
	block          *config.Copy
	source, target *side
	names          mapping
	chosen         *chosen
	// pairs are the tables of the copy in the order in which they are filled, by
	// depth and name; byName finds them by their name on the target.
	pairs  []*pair
	byName map[plan.Name]*pair
	// holders are the pairs that a table's rows go through, by the table's name on
	// the target: itself, its partitions, or the table that it is a part of.
	holders    map[plan.Name][]*pair
	order      *order
	definition definition
	keys       []*keyPlan
	jobs       int
	diags      hcl.Diagnostics
	warnings   []plan.Warning
	steps      *steps
	// defining are the steps that define a table of the target that the plan
	// creates, structure those of them that make its keys and indexes.
	defining, structure map[plan.Name][]string
	lastCyclic          map[plan.Kind]string // the last step of a kind on a cycle's keys
	lastDrop            string               // the step after which no table to recreate is left
	// ownKeys hold for a pair's rows, incomingKeys point at them.
	ownKeys, incomingKeys map[*pair][]*keyPlan
}

// A pair is one table of a copy on both sides.
type pair struct {
	source *postgres.Table
	target *postgres.Table // nil where the target lacks it
	name   plan.Name       // on the target
	why    string
	mode   plan.Mode
	rule   *config.TableRule // nil where the copy has none for it
	where  string
	set    map[string]string // as the recipe has it
	values map[string]string // the same, each cast to its column's type
	// holds is false for a partitioned table whose partitions are copied one by
	// one: its rows are theirs.
	holds bool
	// creates is true where the plan creates the table: because the target lacks
	// it, or to recreate it.
	creates bool
	columns []string
	compare comparison
	rows    plan.Rows
	// chunks are the parts that the rows are copied in; none where they are not
	// copied by the pair itself.
	chunks []plan.Chunk
	// truncation is the step that empties the table before its copies; empty where
	// the only copy does it itself.
	truncation string
	held       int64 // rows of the target, those of partitions with them
	outside    []plan.Reference
}

// recreates reports whether the plan drops the target's table.
func (p *pair) recreates() bool { return p.creates && p.target != nil }

// fresh reports whether the table will hold the copied rows and no others.
func (p *pair) fresh() bool { return p.creates || p.mode.Destroys() }

// empties reports whether the copy removes rows that the target has.
func (p *pair) empties() bool { return p.target != nil && p.mode.Destroys() }

// sourceOnly and targetOnly say whether the rows of the table itself are meant,
// without those of tables that inherit from it. A partitioned table has none of
// its own.
func (p *pair) sourceOnly() bool { return p.source.Kind != postgres.Partitioned }
func (p *pair) targetOnly() bool { return p.target == nil || p.target.Kind != postgres.Partitioned }

// newCopying begins a copy; attach must give it its databases.
func newCopying(p *planning, block *config.Copy) *copying {
	return &copying{planning: p, block: block, byName: map[plan.Name]*pair{}}
}

// attach gives the copy its databases; it reports false where one is missing.
func (c *copying) attach(sides map[string]*side) bool {
	c.source, c.target = sides[c.block.Database.Source.Label], sides[c.block.Database.Target.Label]
	if c.source == nil || c.target == nil {
		return false
	}
	c.names = mappingOf(c.source.catalog, c.target.catalog)
	return true
}

func (c *copying) databases() []*config.Database {
	return []*config.Database{c.block.Database.Source, c.block.Database.Target}
}

func (c *copying) problems() hcl.Diagnostics { return c.diags }
func (c *copying) waitsFor() []string        { return c.block.After() }
func (c *copying) touches() []string         { return []string{c.source.identity(), c.target.identity()} }
func (c *copying) at() *hcl.Range            { return &c.block.Source.Block }

// intent is the copy's name in the plan: copy.refresh.
func (c *copying) intent() string { return c.block.IntentName() }

func (c *copying) labels() labels { return labels{c.source.label(), c.target.label()} }

// fail reports a problem at an attribute of the copy.
func (c *copying) fail(attr, summary, detail string, args ...any) {
	c.diags = append(c.diags, failure(c.block.Source.Attr(attr), summary, detail, args...))
}

// failSelection reports a problem at an attribute of the copy's selection.
func (c *copying) failSelection(attr, summary, detail string, args ...any) {
	at := c.block.Source.Attr("selection")
	if c.block.Selection != nil {
		at = c.block.Selection.Source.Attr(attr)
	}
	c.diags = append(c.diags, failure(at, summary, detail, args...))
}

func (c *copying) warn(code string, table plan.Name, message string) {
	c.warnings = append(c.warnings, aboutTable(code, table, message))
}

// plan finds out everything about the copy and lays out its steps. Each part
// reports its problems and leaves the rest of the copy in a state that the next
// can work on, so that all problems come at once.
func (c *copying) plan(ctx context.Context) {
	c.progress("planning %s", c.intent())
	if !c.guard(ctx) {
		return
	}
	c.chosen = choose(c.source.related, c.block.Selection, c.block.Source.Attr("selection"))
	c.diags = append(c.diags, c.chosen.problems...)
	c.warnings = append(c.warnings, c.chosen.warnings...)
	c.match()
	if len(c.pairs) == 0 {
		return
	}
	c.applyRules(ctx)
	c.arrange()
	c.define()
	c.decideKeys()
	c.ownKeys, c.incomingKeys = c.keysByHolder()
	c.preflight(ctx)
	c.count(ctx)
	c.weigh(ctx)
	c.lookUp()
	c.divide()
	c.layOut()
}
