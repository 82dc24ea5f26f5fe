package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

func isRestore(name string) bool { return strings.HasPrefix(name, "restore.") }

// Intents are all copies, backups and restores, in the order in which they
// would run.
func (r *Recipe) Intents() []Intent {
	list, _ := r.order(r.names())
	return list
}

// names lists all intents: backups, copies, restores, each by name.
func (r *Recipe) names() []string {
	var names []string
	for _, b := range r.Backups {
		names = append(names, b.IntentName())
	}
	for _, c := range r.Copies {
		names = append(names, c.IntentName())
	}
	for _, s := range r.Restores {
		names = append(names, s.IntentName())
	}
	return names
}

func (r *Recipe) intent(name string) Intent {
	for _, b := range r.Backups {
		if b.IntentName() == name {
			return b
		}
	}
	for _, c := range r.Copies {
		if c.IntentName() == name {
			return c
		}
	}
	for _, s := range r.Restores {
		if s.IntentName() == name {
			return s
		}
	}
	return nil
}

// Choose gives the named intents in the order in which they run: what one refers
// to or depends on comes before it. What a chosen one needs is chosen with it: a
// copy's backup, and what depends_on names. Without names it is every copy and
// backup; a restore is never taken unless it is named.
func (r *Recipe) Choose(names []string) ([]Intent, hcl.Diagnostics) {
	if len(names) == 0 {
		names = withoutRestores(r.names())
		if len(names) == 0 {
			return nil, failure("the recipe has nothing to run", "It declares no copy and no backup.")
		}
	}
	var diags hcl.Diagnostics
	chosen := map[string]bool{}
	for _, name := range names {
		if r.intent(name) == nil {
			diags = append(diags, r.unknownIntent(name)...)
			continue
		}
		r.choose(name, chosen)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	var all []string
	for _, name := range r.names() {
		if chosen[name] {
			all = append(all, name)
		}
	}
	list, cycle := r.order(all)
	if cycle != nil {
		return nil, failure("intents that wait for each other", strings.Join(cycle, " → ")+".")
	}
	return list, nil
}

func (r *Recipe) choose(name string, chosen map[string]bool) {
	intent := r.intent(name)
	if intent == nil || chosen[name] {
		return
	}
	chosen[name] = true
	for _, need := range intent.needs() {
		r.choose(need, chosen)
	}
}

func (r *Recipe) unknownIntent(name string) hcl.Diagnostics {
	all := r.names()
	summary := fmt.Sprintf("no copy, backup or restore named %q", name)
	if len(all) == 0 {
		return failure(summary, "The recipe declares none.")
	}
	var hint string
	for _, full := range all {
		if strings.HasSuffix(full, "."+name) {
			hint = fmt.Sprintf("Did you mean %s? ", full)
		}
	}
	if hint == "" {
		hint = didYouMean(name, all)
	}
	return failure(summary, hint+"Declared: "+enumerate(all)+".")
}

func failure(summary, detail string) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail}}
}

// order sorts names so that each comes after those of After, also where the way
// leads over an intent that is not among them. cycle is set where none is first.
func (r *Recipe) order(names []string) (list []Intent, cycle []string) {
	done := map[string]bool{}
	var visit func(name string, path []string)
	visit = func(name string, path []string) {
		intent := r.intent(name)
		if intent == nil || done[name] {
			return
		}
		if i := slices.Index(path, name); i >= 0 {
			if cycle == nil {
				cycle = append(slices.Clone(path[i:]), name)
			}
			return
		}
		path = append(path, name)
		for _, before := range intent.After() {
			visit(before, path)
		}
		done[name] = true
		if slices.Contains(names, name) {
			list = append(list, intent)
		}
	}
	for _, name := range names {
		visit(name, nil)
	}
	return list, cycle
}

// checkOrder tells of a circle of references and depends_on.
func (l *loader) checkOrder() {
	_, cycle := l.recipe.order(l.recipe.names())
	if cycle == nil {
		return
	}
	source := l.recipe.intent(cycle[0]).source()
	l.fail(source.Attr("depends_on"), "intents that wait for each other",
		strings.Join(cycle, " → ")+". Each would have to run after the next; take one depends_on out.")
}
