package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"poco/plan"
)

// A Copy is a copy block as the page shows and writes it.
type Copy struct {
	Name    string
	Source  string // label
	Target  string // label
	Mode    string // empty: append
	Related string // empty: all
	// All is true for the whole default schema, less Unticked; else Ticked says which.
	All      bool
	Ticked   []plan.Name
	Unticked []plan.Name
	// Patterns are globs that a person wrote to include tables, kept as they are.
	Patterns []string
	// Excludes are globs that a person wrote to leave tables out. SetCopy does not
	// look at them: they stay.
	Excludes      []string
	Backup        bool   // back up the target first
	BackupFormat  string // empty: as it is, plain for a new one
	CreateMissing bool
	CommonColumns bool
	Jobs          int // 0: chosen by the planner
	Rules         []Rule
}

// A Rule is a table block of a copy.
type Rule struct {
	Table plan.Name
	Where string
	Set   map[string]string
	Mode  string // empty: the copy's
}

// SetCopy adds a copy block, or changes the one of that name. What the block says
// already keeps its words. A block that ReadCopy calls foreign is refused.
func (r *Recipe) SetCopy(c Copy) error {
	if err := r.checkCopy(&c); err != nil {
		return err
	}
	if _, ok := r.find("copy", c.Name)(); !ok {
		return r.atomic(func() error { return r.addCopy(c) })
	}
	switch _, foreign, err := r.ReadCopy(c.Name); {
	case err != nil:
		return err
	case foreign != "":
		return refuse("copy %q can't be changed here: %s", c.Name, foreign)
	}
	return r.atomic(func() error { return r.changeCopy(c) })
}

// checkCopy refuses what would be no recipe, and fills in defaults.
func (r *Recipe) checkCopy(c *Copy) error {
	if !hclsyntax.ValidIdentifier(c.Name) {
		return refuse("%q is not a name: a name begins with a letter or underscore, and holds letters, digits, underscores and dashes", c.Name)
	}
	for _, label := range []string{c.Source, c.Target} {
		if _, ok := r.find("database", label)(); !ok {
			return refuse("the recipe has no database %q", label)
		}
	}
	if c.Source == c.Target {
		return refuse("source and target are the same database, %q", c.Source)
	}
	if !c.All && len(c.Ticked) == 0 && len(c.Patterns) == 0 {
		return refuse("copy %q has no tables: choose at least one", c.Name)
	}
	ruled := map[plan.Name]bool{}
	for _, rule := range c.Rules {
		name := composed(rule.Table)
		if ruled[name] {
			return refuse("copy %q has two rules for %s", c.Name, rule.Table)
		}
		ruled[name] = true
	}
	if c.Mode == "" {
		c.Mode = string(plan.Append)
	}
	if c.Related == "" {
		c.Related = "all"
	}
	return nil
}

// addCopy writes a new block, with a selection of its own and, where it is asked
// for, a backup of the target.
func (r *Recipe) addCopy(c Copy) error {
	var b strings.Builder
	selection := c.Name
	if own := r.find("selection", c.Name); r.mayTake(own, c) {
		if err := r.setSelection(own, c); err != nil {
			return err
		}
	} else {
		selection = r.free("selection", c.Name)
		b.WriteString(r.selectionText(c, selection) + "\n")
	}
	backup := ""
	if c.Backup {
		if backup = r.fittingBackup(c, "", selection); backup == "" {
			backup = r.free("backup", c.Target+"_before")
			b.WriteString(r.backupText(c, backup, selection) + "\n")
		}
	}
	fmt.Fprintf(&b, "copy %s {\nsource = database.%s\ntarget = database.%s\nselection = selection.%s\nmode = %s\n",
		quoted(c.Name), c.Source, c.Target, selection, quoted(c.Mode))
	if backup != "" {
		fmt.Fprintf(&b, "backup = backup.%s\n", backup)
	}
	if c.CreateMissing {
		b.WriteString("create_missing = true\n")
	}
	if c.CommonColumns {
		b.WriteString("on_mismatch = \"common_columns\"\n")
	}
	if c.Jobs > 0 {
		fmt.Fprintf(&b, "jobs = %d\n", c.Jobs)
	}
	for _, rule := range c.Rules {
		if text := r.ruleText(c, rule); text != "" {
			b.WriteString("\n" + text)
		}
	}
	return r.add("copy", b.String()+"}\n")
}

// mayTake reports whether a new copy may have a selection block that is there
// already: no other copy has it, and it can be written.
func (r *Recipe) mayTake(selection finder, c Copy) bool {
	p, ok := selection()
	if !ok || len(r.otherUsers(p.block.Labels[0], "")) > 0 {
		return false
	}
	v := &view{r: r, place: p, c: c}
	v.schema, v.known = r.schema(c.Source)
	v.tables()
	return v.foreign == "" && len(v.c.Excludes) == len(c.Excludes)
}

// free is a label that no block of the kind has.
func (r *Recipe) free(kind, label string) string {
	name := label
	for n := 2; ; n++ {
		if _, taken := r.find(kind, name)(); !taken {
			return name
		}
		name = fmt.Sprintf("%s_%d", label, n)
	}
}

// changeCopy changes what differs.
func (r *Recipe) changeCopy(c Copy) error {
	was, _, err := r.ReadCopy(c.Name)
	if err != nil {
		return err
	}
	in := r.find("copy", c.Name)
	selection := in.inside("selection")
	if p, _ := in(); p.block.Body.Attributes["selection"] != nil {
		selection = r.find("selection", refers(p.block.Body.Attributes["selection"].Expr, "selection"))
	}
	steps := []func() error{
		func() error { return setUnless(was.Source == c.Source, in, "source", "database."+c.Source) },
		func() error { return setUnless(was.Target == c.Target, in, "target", "database."+c.Target) },
		func() error { return r.setSelection(selection, c) },
		func() error { return setUnless(was.Mode == c.Mode, in, "mode", quoted(c.Mode)) },
		func() error {
			return setUnless(was.CreateMissing == c.CreateMissing, in, "create_missing", hclText(c.CreateMissing))
		},
		func() error { return setUnless(was.CommonColumns == c.CommonColumns, in, "on_mismatch", mismatch(c)) },
		func() error { return r.setJobs(in, was, c) },
		func() error { return r.setBackup(was, c) },
		func() error { return r.setRules(in, c) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func setUnless(same bool, in finder, name, value string) error {
	if same {
		return nil
	}
	return in.set(name, value)
}

func mismatch(c Copy) string {
	if c.CommonColumns {
		return quoted("common_columns")
	}
	return quoted("fail")
}

func (r *Recipe) setJobs(in finder, was, c Copy) error {
	switch {
	case was.Jobs == c.Jobs:
		return nil
	case c.Jobs == 0:
		return in.unset("jobs")
	}
	return in.set("jobs", fmt.Sprint(c.Jobs))
}

// RemoveCopy takes a copy block out, and the selection of its name where nothing
// else has it. It refuses while blocks refer to the copy.
func (r *Recipe) RemoveCopy(name string) error {
	return r.atomic(func() error {
		p, ok := r.find("copy", name)()
		own := ok && slices.ContainsFunc(r.references("selection", name), func(ref reference) bool { return ref.block == p.block })
		if err := r.removeUnused("copy", name); err != nil {
			return err
		}
		if own && len(r.references("selection", name)) == 0 {
			return r.find("selection", name).remove()
		}
		return nil
	})
}
