package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

const (
	recipeSuffix = ".poco.hcl"
	autoSuffix   = ".auto.pocovars"
	// maxFileSize bounds what is parsed: a larger file is no recipe, and the
	// parser recurses.
	maxFileSize = 1 << 20
)

// A file is one parsed file of the recipe.
type file struct {
	name   string // as ranges carry it
	text   []byte
	body   *hclsyntax.Body
	broken bool // it has syntax errors: what it declares is known only in part
}

// findFiles lists the files of dir whose names end in suffix, sorted. Hidden
// files are left out.
func findFiles(dir, suffix string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) && !strings.HasPrefix(e.Name(), ".") && !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// readRecipe finds and parses all files of the recipe.
func (l *loader) readRecipe() {
	names, err := findFiles(l.dir, recipeSuffix)
	if err != nil {
		l.fail(nil, "cannot read the recipe's folder", sentence(err)+".")
		return
	}
	if len(names) == 0 {
		l.noRecipe()
	}
	for _, name := range names {
		l.recipe.Files = append(l.recipe.Files, name)
		if f := l.parse(name, filepath.Join(l.dir, name)); f != nil {
			l.files = append(l.files, f)
		}
	}
}

// noRecipe tells how to get one, and which files were perhaps meant.
func (l *loader) noRecipe() {
	detail := fmt.Sprintf("No file of %s ends in %s. poco init writes a first recipe; --dir reads another folder.",
		l.dir, recipeSuffix)
	if others, _ := findFiles(l.dir, ".hcl"); len(others) > 0 {
		name := strings.TrimSuffix(others[0], ".hcl")
		detail += fmt.Sprintf(" %s is not read; if it is a recipe, name it %s%s.", others[0], name, recipeSuffix)
	}
	l.fail(nil, "no recipe here", detail)
}

// parse reads one file of HCL. nil means that there is nothing to go on with.
func (l *loader) parse(name, path string) *file {
	text, err := readSmall(path)
	if err != nil {
		l.incomplete = true
		l.fail(nil, "cannot read "+name, sentence(err)+".")
		return nil
	}
	return l.parseText(name, text)
}

// parseText is parse for a text that was read already.
func (l *loader) parseText(name string, text []byte) *file {
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos)
	if at := tooDeep(tokens); at != nil {
		l.incomplete = true
		l.fail(nil, name+" is nested too deeply", fmt.Sprintf("At line %d. No more than %d levels of brackets, and %d operators in one expression.",
			at.Start.Line, maxDepth, maxOperators))
		return nil
	}
	parsed, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
	body, ok := parsed.Body.(*hclsyntax.Body)
	l.recipe.Sources[name] = displayed(parsed, text)
	diags, broken := syntaxMistakes(diags)
	l.diags = append(l.diags, diags...)
	f := &file{name: name, text: text, body: body, broken: broken}
	if !ok || body == nil {
		f.body, f.broken = &hclsyntax.Body{}, true
	}
	l.incomplete = l.incomplete || f.broken
	return f
}

// syntaxMistakes leaves out what HCL says twice of one mistake, and tells whether
// the file's structure is in doubt. An attribute that is set twice breaks nothing.
func syntaxMistakes(diags hcl.Diagnostics) (told hcl.Diagnostics, broken bool) {
	inText := false
	for _, d := range ordered(diags) {
		if d.Summary == "Invalid multi-line string" || d.Summary == "Unterminated template string" {
			if inText {
				continue
			}
			inText = true
		}
		broken = broken || d.Severity == hcl.DiagError && d.Summary != "Attribute redefined"
		told = append(told, d)
	}
	return told, broken
}

// readSmall reads a file of text.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", path)
	case info.Size() > maxFileSize:
		return nil, fmt.Errorf("%s is larger than 1 MiB, which no recipe is", path)
	}
	text, err := os.ReadFile(path)
	if err == nil && !utf8.Valid(text) {
		return nil, fmt.Errorf("%s is not UTF-8 text", path)
	}
	return text, err
}
