package config

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/hashicorp/go-version"
)

// stateBackends are the labels of state blocks.
var stateBackends = []string{"local", "postgres"}

// loadPoco reads the poco block, of which there is at most one.
func (l *loader) loadPoco() {
	var first *block
	for _, b := range l.blocks["poco"] {
		if first != nil {
			l.fail(&b.source.Block, "a second poco block",
				fmt.Sprintf("The first is at %s. Put both into one.", place(first.source.Block)))
			continue
		}
		first = b
		r := l.open(b, schemas["poco"])
		l.checkVersion(r)
		l.loadState(r)
	}
}

// checkVersion compares required_version with this poco. A development build's
// pre-release suffix does not count.
func (l *loader) checkVersion(r *reader) {
	text, ok := r.filled("required_version", `Write a constraint, such as ">= 0.1".`)
	if !ok {
		return
	}
	constraint, err := version.NewConstraint(text)
	if err != nil {
		r.fail("required_version", fmt.Sprintf("%q is no version constraint", text),
			`Write one or more of >=, >, <=, <, =, != and ~> with a version each, and commas between them: ">= 0.1, < 2.0".`)
		return
	}
	mine, err := version.NewVersion(l.options.Version)
	if err != nil || constraint.Check(mine.Core()) {
		return
	}
	r.fail("required_version", "this recipe is for another version of poco",
		fmt.Sprintf("It asks for %s; this is poco %s.", text, mine))
}

// loadState reads the state block, of which there is at most one.
func (l *loader) loadState(poco *reader) {
	var first *block
	for _, b := range poco.body.Blocks {
		if b.Type != "state" {
			continue
		}
		found, ok := l.header(b, schemas["state"])
		switch {
		case !ok:
		case first != nil:
			l.fail(&found.source.Block, "a second state block",
				fmt.Sprintf("The first is at %s. A recipe has one state.", place(first.source.Block)))
		default:
			first = found
			l.readState(found)
		}
	}
}

func (l *loader) readState(b *block) {
	if !slices.Contains(stateBackends, b.label) {
		l.fail(&b.source.Block, fmt.Sprintf("no state named %q", b.label),
			didYouMean(b.label, stateBackends)+"It is local (a file) or postgres (a table that a team shares).")
		return
	}
	r := l.open(b, schemas["state "+b.label])
	l.recipe.State.Backend, l.recipe.State.Source = b.label, b.source
	if b.label == "postgres" {
		l.recipe.State.Path = ""
		l.recipe.State.URL = r.url()
		return
	}
	if path, ok := r.filled("path", `The default is ".poco/state.json".`); ok {
		l.recipe.State.Path = absolute(l.dir, path)
	}
}

// absolute puts a relative path into the recipe's folder.
func absolute(dir, path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, filepath.FromSlash(path))
	}
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return filepath.Clean(path)
}
