package edit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"poco/config"
)

// ErrChanged is in the error of Write where a file has changed on disk since Open.
var ErrChanged = errors.New("has changed on disk since it was read")

// Write puts the changes on disk. It writes nothing where a file of the recipe, or
// another one that it is to write, has changed there since Open. Each file is
// replaced in one step, .gitignore before .env, and .env before the recipe; the
// recipe's files in an order that leaves no reference without its block, where
// there is one. Where one can't be written, the others get their old text back.
func (r *Recipe) Write() (err error) {
	var staged []*staging
	defer func() {
		for _, s := range staged {
			os.Remove(s.temporary)
		}
	}()
	for _, f := range r.inOrder() {
		s, err := r.stage(f, f.text)
		switch {
		case f.found && errors.Is(err, fs.ErrNotExist):
			return changedOnDisk(f.name)
		case err != nil:
			return unwritten(f, err)
		}
		staged = append(staged, s)
	}
	if len(staged) == 0 {
		return nil
	}
	if err := r.unchanged(); err != nil {
		return err
	}
	for i, s := range staged {
		if err := os.Rename(s.temporary, s.path); err != nil {
			return errors.Join(unwritten(s.file, err), r.putBack(staged[:i]))
		}
	}
	r.sync()
	for _, s := range staged {
		s.file.before, s.file.found = s.file.text, true
	}
	return nil
}

// unwritten names the file that was to be written, not the temporary one.
func unwritten(f *file, err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		err = at.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("cannot write %s: %w", f.name, err)
}

// A staging is a file whose new text waits beside it.
type staging struct {
	*file
	path      string // links followed
	temporary string
}

// stage writes a file's text beside it.
func (r *Recipe) stage(f *file, text []byte) (s *staging, err error) {
	s = &staging{file: f, path: filepath.Join(r.dir, f.name)}
	mode := f.mode
	if f.found {
		if s.path, err = filepath.EvalSymlinks(s.path); err != nil {
			return nil, err
		}
		info, err := os.Stat(s.path)
		if err != nil {
			return nil, err
		}
		if f != r.dotenv {
			mode = info.Mode().Perm()
		}
	}
	t, err := os.CreateTemp(filepath.Dir(s.path), ".poco-edit-*")
	if err != nil {
		return nil, err
	}
	s.temporary = t.Name()
	_, err = t.Write(text)
	err = errors.Join(err, t.Chmod(mode), t.Sync(), t.Close())
	if err != nil {
		os.Remove(s.temporary)
		return nil, err
	}
	return s, nil
}

// unchanged is an error where the folder is not as it was at Open.
func (r *Recipe) unchanged() error {
	texts, _ := config.RecipeTexts(r.dir)
	now := map[string][]byte{}
	for _, t := range texts {
		now[t.Name] = t.Text
	}
	for _, f := range r.files {
		text, found := now[f.name]
		if found != f.found || !bytes.Equal(text, f.before) {
			return changedOnDisk(f.name)
		}
		delete(now, f.name)
	}
	for name := range now {
		return changedOnDisk(name)
	}
	for _, f := range []*file{r.dotenv, r.ignore} {
		disk, err := r.open(f.name, f.mode)
		if err != nil {
			return err
		}
		if f.changed() && (disk.found != f.found || !bytes.Equal(disk.text, f.before)) {
			return changedOnDisk(f.name)
		}
	}
	return nil
}

func changedOnDisk(name string) error {
	return fmt.Errorf("%s %w; nothing was written: look at it again, then make the change anew", name, ErrChanged)
}

// putBack gives files that were written their old text.
func (r *Recipe) putBack(written []*staging) error {
	var errs []error
	for i := len(written) - 1; i >= 0; i-- {
		w := written[i]
		if !w.found {
			errs = append(errs, os.Remove(w.path))
			continue
		}
		s, err := r.stage(w.file, w.before)
		if err == nil {
			err = os.Rename(s.temporary, s.path)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s keeps its new text: %w", w.name, pathless(err)))
		}
	}
	return errors.Join(errs...)
}

// sync makes the new names last. Where a system can't, they last a little later.
func (r *Recipe) sync() {
	if d, err := os.Open(r.dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// inOrder are the changed files in the order in which they are written.
func (r *Recipe) inOrder() []*file {
	var list, rest []*file
	for _, f := range []*file{r.ignore, r.dotenv} {
		if f.changed() {
			list = append(list, f)
		}
	}
	disk := map[*file]*hclsyntax.Body{}
	for _, f := range r.files {
		disk[f] = f.body
		if f.changed() {
			rest = append(rest, f)
			disk[f], _ = config.ParseRecipeText(f.name, f.before)
		}
	}
	for len(rest) > 0 {
		best, least := 0, -1
		for i, f := range rest {
			was := disk[f]
			disk[f] = f.body
			if n := dangling(disk); least < 0 || n < least {
				best, least = i, n
			}
			disk[f] = was
		}
		f := rest[best]
		disk[f] = f.body
		list, rest = append(list, f), append(rest[:best:best], rest[best+1:]...)
	}
	return list
}

// dangling counts the references without a block, and the blocks with the label of
// another one.
func dangling(files map[*file]*hclsyntax.Body) int {
	declared := map[[2]string]bool{}
	count := 0
	for _, body := range files {
		for _, b := range body.Blocks {
			if len(b.Labels) != 1 {
				continue
			}
			key := [2]string{b.Type, b.Labels[0]}
			if declared[key] {
				count++
			}
			declared[key] = true
		}
	}
	for _, body := range files {
		_ = hclsyntax.VisitAll(body, func(n hclsyntax.Node) hcl.Diagnostics {
			e, ok := n.(*hclsyntax.ScopeTraversalExpr)
			if !ok {
				return nil
			}
			kind := e.Traversal.RootName()
			if label, _ := member(e.Traversal, kind); label != "" && kind != "var" && kind != "local" && !declared[[2]string{kind, label}] {
				count++
			}
			return nil
		})
	}
	return count
}
