package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/rogpeppe/go-internal/diff"
)

// A FormatResult is one file of a recipe as it is and as it should look.
type FormatResult struct {
	File          string // base name
	Path          string
	Before, After []byte
}

// Changed reports whether the file is not formatted yet.
func (f FormatResult) Changed() bool { return !bytes.Equal(f.Before, f.After) }

// Diff is the change in unified form, empty where there is none.
func (f FormatResult) Diff() string {
	return string(diff.Diff("a/"+f.File, f.Before, "b/"+f.File, f.After))
}

// Write replaces the file by its formatted text, in one step and with its mode
// kept: whoever reads it meanwhile sees the old text or the new.
func (f FormatResult) Write() error {
	if !f.Changed() {
		return nil
	}
	path, err := filepath.EvalSymlinks(f.Path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return replaceFile(path, f.After, info.Mode().Perm())
}

func replaceFile(path string, text []byte, mode os.FileMode) (err error) {
	t, err := os.CreateTemp(filepath.Dir(path), ".poco-fmt-*")
	if err != nil {
		return unwritten(path, err)
	}
	defer func() {
		if err != nil {
			err = unwritten(path, err)
			t.Close()
			os.Remove(t.Name())
		}
	}()
	if _, err = t.Write(text); err != nil {
		return err
	}
	if err = t.Chmod(mode); err != nil {
		return err
	}
	if err = t.Sync(); err != nil {
		return err
	}
	if err = t.Close(); err != nil {
		return err
	}
	return os.Rename(t.Name(), path)
}

// unwritten names the file that was to be written, not the temporary one.
func unwritten(path string, err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fmt.Errorf("cannot write %s: %w", filepath.Base(path), err)
}

// Format formats the recipe files and the files of values of a folder, without
// writing them. A file that can't be parsed is left out, and told in the
// diagnostics. sources are for showing these.
func Format(dir string) (results []FormatResult, sources map[string]*hcl.File, diags hcl.Diagnostics) {
	l := &loader{dir: dir, recipe: &Recipe{Sources: map[string]*hcl.File{}}}
	for _, suffix := range []string{recipeSuffix, autoSuffix} {
		names, err := findFiles(dir, suffix)
		if err != nil {
			return nil, nil, failure("cannot read the recipe's folder", sentence(err)+".")
		}
		for _, name := range names {
			path := filepath.Join(dir, name)
			f := l.parse(name, path)
			if f == nil || f.broken {
				continue
			}
			results = append(results, FormatResult{File: name, Path: path, Before: f.text, After: formatted(f.text)})
		}
	}
	if len(results) == 0 && len(l.diags) == 0 {
		l.noRecipe()
	}
	return results, l.recipe.Sources, ordered(l.diags)
}

// formatted is hclwrite's layout, as long as it can still be parsed.
func formatted(text []byte) []byte {
	after := hclwrite.Format(text)
	if _, diags := hclsyntax.ParseConfig(after, "", hcl.InitialPos); diags.HasErrors() {
		return text
	}
	return after
}
