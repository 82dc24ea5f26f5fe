package config

import (
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// A RecipeText is one file of a recipe as it stands, for whoever edits it.
type RecipeText struct {
	Name string // base name
	Path string
	Text []byte
	Body *hclsyntax.Body
}

// RecipeTexts reads and parses the recipe files of a folder, by name. A folder
// without any gives none.
func RecipeTexts(dir string) ([]RecipeText, hcl.Diagnostics) {
	names, err := findFiles(dir, recipeSuffix)
	if err != nil {
		return nil, failure("cannot read the recipe's folder", sentence(err)+".")
	}
	l := &loader{dir: dir, recipe: &Recipe{Sources: map[string]*hcl.File{}}}
	var texts []RecipeText
	for _, name := range names {
		path := filepath.Join(dir, name)
		if f := l.parse(name, path); f != nil {
			texts = append(texts, RecipeText{Name: name, Path: path, Text: f.text, Body: f.body})
		}
	}
	return texts, ordered(l.diags)
}

// ParseRecipeText parses a text as a recipe file of that name is.
func ParseRecipeText(name string, text []byte) (*hclsyntax.Body, hcl.Diagnostics) {
	l := &loader{recipe: &Recipe{Sources: map[string]*hcl.File{}}}
	f := l.parseText(name, text)
	if f == nil {
		return nil, l.diags
	}
	return f.body, ordered(l.diags)
}
