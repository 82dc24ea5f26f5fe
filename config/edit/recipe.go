// Package edit changes the files of a recipe, and the .env beside them, the way
// a careful person does: what a change is not about stays byte by byte, comments,
// blank lines, order and line ends included. Where a file was as poco fmt writes
// it, it stays so.
//
// Changes are made in memory. Write puts them on disk, or refuses where a file has
// changed there since Open.
package edit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/rogpeppe/go-internal/diff"

	"poco/config"
)

// newFile is the recipe's file where there is none that fits.
const newFile = "recipe.poco.hcl"

// A Recipe is the files of one folder, to be edited.
type Recipe struct {
	dir    string
	files  []*file // of the recipe, by name
	dotenv *file
	ignore *file
}

// A file is one file of the folder, before and after.
type file struct {
	name   string
	found  bool // it was there at Open
	before []byte
	text   []byte
	body   *hclsyntax.Body // of recipe files
	lexed  hclsyntax.Tokens
	tidy   bool        // it was as poco fmt writes it
	mode   os.FileMode // of a new file
}

// A Refusal is an edit that can't be made as asked: its text says why.
type Refusal struct{ text string }

func (r *Refusal) Error() string { return r.text }

func refuse(format string, args ...any) error { return &Refusal{fmt.Sprintf(format, args...)} }

// Open reads the recipe of a folder. A file that can't be parsed is an error, an
// hcl.Diagnostics, that names it and the line. A folder without a recipe is fine.
func Open(dir string) (*Recipe, error) {
	texts, diags := config.RecipeTexts(dir)
	if diags.HasErrors() {
		return nil, diags
	}
	r := &Recipe{dir: dir}
	for _, t := range texts {
		r.files = append(r.files, &file{
			name: t.Name, found: true, before: t.Text, text: t.Text, body: t.Body,
			tidy: bytes.Equal(hclwrite.Format(t.Text), t.Text), mode: 0o644,
		})
	}
	var err error
	if r.dotenv, err = r.open(".env", 0o600); err != nil {
		return nil, err
	}
	if r.ignore, err = r.open(".gitignore", 0o644); err != nil {
		return nil, err
	}
	return r, nil
}

// open reads a file that may be missing.
func (r *Recipe) open(name string, mode os.FileMode) (*file, error) {
	text, err := os.ReadFile(filepath.Join(r.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(filepath.Join(r.dir, name)); err == nil {
			return nil, fmt.Errorf("cannot read %s: it is a link to a file that is not there", name)
		}
		return &file{name: name, mode: mode}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, pathless(err))
	}
	return &file{name: name, found: true, before: text, text: text, mode: mode}, nil
}

// pathless is an error of the operating system without the path.
func pathless(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// file gives the recipe's file of a name, a new one where there is none.
func (r *Recipe) file(name string) *file {
	for _, f := range r.files {
		if f.name == name {
			return f
		}
	}
	f := &file{name: name, body: &hclsyntax.Body{}, tidy: true, mode: 0o644}
	r.files = append(r.files, f)
	slices.SortFunc(r.files, func(a, b *file) int { return strings.Compare(a.name, b.name) })
	return f
}

func (f *file) changed() bool { return !bytes.Equal(f.before, f.text) }

// crlf reports whether lines end as on Windows.
func (f *file) crlf() bool {
	return bytes.Count(f.text, []byte("\r\n"))*2 > bytes.Count(f.text, []byte("\n"))
}

// lines gives a text the file's line ends.
func (f *file) lines(text string) string {
	if f.crlf() {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// A Change is one file before and after; Before is empty where there was none.
type Change struct {
	Name          string
	Before, After string
}

// Changes are the files that Write will write, by name, but for .env: its text is
// secret.
func (r *Recipe) Changes() []Change {
	var changes []Change
	for _, f := range append([]*file{r.ignore}, r.files...) {
		if f.changed() {
			changes = append(changes, Change{Name: f.name, Before: string(f.before), After: string(f.text)})
		}
	}
	return changes
}

// Diff is the change in unified form.
func (c Change) Diff() string {
	return string(diff.Diff("a/"+c.Name, []byte(c.Before), "b/"+c.Name, []byte(c.After)))
}

// Diff is Changes in unified form, empty where there are none.
func (r *Recipe) Diff() string {
	var b strings.Builder
	for _, c := range r.Changes() {
		b.WriteString(c.Diff())
	}
	return b.String()
}
