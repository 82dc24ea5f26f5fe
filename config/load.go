package config

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// Options are what a recipe is evaluated with besides its files.
type Options struct {
	Vars     []string // name=value, as --var gives them; the last one wins
	VarFiles []string // paths, as --var-file gives them
	Environ  []string // in os.Environ's form
	Version  string   // of this poco; empty, or no version: any recipe will do
	WorkDir  string   // where relative VarFiles are; empty: the process's
}

// Load reads the recipe of a folder and finds every mistake in it: those of one
// file do not keep those of another from being found, and one mistake is told
// once. The recipe is never nil; where there are errors it holds what could be
// read, and is for showing, not for planning.
//
// No diagnostic holds a sensitive value, and in Sources passwords are covered.
func Load(dir string, o Options) (*Recipe, hcl.Diagnostics) {
	l := newLoader(dir, o)
	l.readRecipe()
	l.findWrittenPasswords()
	l.sort()
	l.loadVariables()
	l.loadLocals()
	l.loadPoco()
	l.loadDatabases()
	l.loadSelections()
	l.loadBackups()
	l.loadCopies()
	l.loadRestores()
	l.checkOrder()
	l.recipe.Secrets = l.secrets.list()
	l.recipe.Digest = l.digest()
	return l.recipe, l.secrets.scrub(ordered(l.diags))
}

// A loader holds a recipe while it is read. Its steps follow one another as in
// Load: what a step needs, an earlier one has left.
type loader struct {
	dir     string
	options Options
	recipe  *Recipe
	diags   hcl.Diagnostics
	files   []*file
	// incomplete is true where a file could be read in part or not at all: then
	// nothing can be called undeclared.
	incomplete bool
	// incompleteValues is the same for the files of values.
	incompleteValues bool

	env       *environment
	functions map[string]function.Function
	secrets   *secrets

	blocks    map[string][]*block     // by type, as they stand
	declared  map[string]declarations // by type
	variables map[string]*variable    //
	values    map[string]cty.Value    // of variables
	locals    map[string]*local       //
	covered   map[hcl.Range]bool      // expressions whose written password was told
}

// declarations are the blocks of one type by label. A nil block was declared
// where it can't be read.
type declarations map[string]*block

func newLoader(dir string, o Options) *loader {
	l := &loader{
		dir:     dir,
		options: o,
		recipe: &Recipe{
			Dir:     dir,
			Sources: map[string]*hcl.File{},
			State:   State{Backend: "local", Path: absolute(dir, ".poco/state.json")},
		},
		secrets:  &secrets{},
		blocks:   map[string][]*block{},
		declared: map[string]declarations{},
		locals:   map[string]*local{},
		covered:  map[hcl.Range]bool{},
	}
	env, diags := readEnvironment(dir, o.Environ)
	l.env, l.diags = env, diags
	l.functions = functions(l)
	return l
}

// labels lists what is declared of a type.
func (l *loader) labels(kind string) []string {
	var labels []string
	for label := range l.declared[kind] {
		labels = append(labels, label)
	}
	slices.Sort(labels)
	return labels
}
