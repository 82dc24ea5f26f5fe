package edit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// kept are the files of a folder that TestWrite… change.
func kept() map[string]string {
	return map[string]string{
		"a.poco.hcl": servers,
		"b.poco.hcl": "# c\n",
		".env":       "DEV=1\n",
		".gitignore": "*.log\n",
		"other.txt":  "x\n",
	}
}

// edited is a recipe with a change of .gitignore, .env and a.poco.hcl.
func edited(t *testing.T, dir string) *Recipe {
	t.Helper()
	r := opened(t, dir)
	if err := errors.Join(r.SetSecret("DEV", "2"), r.SetDatabase("qa", Database{Label: "test"})); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWriteRefusesWhatChangedOnDisk(t *testing.T) {
	put := func(name, text string) func(dir string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644) }
	}
	for _, test := range []struct {
		name   string
		change func(dir string) error
		by     string
	}{
		{"the file to be written", put("a.poco.hcl", servers+"# x\n"), "a.poco.hcl"},
		{"the same length", put("a.poco.hcl", strings.Replace(servers, "DEV", "VED", 1)), "a.poco.hcl"},
		{"emptied", put("a.poco.hcl", ""), "a.poco.hcl"},
		{"another file of the recipe", put("b.poco.hcl", "# d\n"), "b.poco.hcl"},
		{"a new file of the recipe", put("c.poco.hcl", ""), "c.poco.hcl"},
		{"a file that no longer parses", put("b.poco.hcl", "{"), "b.poco.hcl"},
		{"a removed file", func(dir string) error { return os.Remove(filepath.Join(dir, "b.poco.hcl")) }, "b.poco.hcl"},
		{"the secrets", put(".env", "DEV=3\n"), ".env"},
		{"the file to be written removed", func(dir string) error { return os.Remove(filepath.Join(dir, "a.poco.hcl")) }, "a.poco.hcl"},
		{"the secrets removed", func(dir string) error { return os.Remove(filepath.Join(dir, ".env")) }, ".env"},
		{"what git ignores", put(".gitignore", ""), ".gitignore"},
		{"another file", put("other.txt", "y\n"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := folder(t, kept())
			r := edited(t, dir)
			if err := test.change(dir); err != nil {
				t.Fatal(err)
			}
			before := contents(t, dir)
			err := r.Write()
			if test.by == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, ErrChanged) || !strings.HasPrefix(err.Error(), test.by+" ") {
				t.Errorf("error: %v", err)
			}
			if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
				t.Errorf("it was written (-before +after)\n%s", diff)
			}
		})
	}
}

// What is not to be written may change.
func TestWriteLooksAtItsOwnFiles(t *testing.T) {
	dir := folder(t, kept())
	r := opened(t, dir)
	if err := r.SetDatabase("qa", Database{Label: "test"}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("DEV=3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.Write(); err != nil {
		t.Error(err)
	}
	if got := contents(t, dir)[".env"]; got != "DEV=3\n" {
		t.Errorf(".env is %q", got)
	}
}

// Once written, a recipe goes on from there.
func TestWriteTwice(t *testing.T) {
	dir := folder(t, nil)
	r := opened(t, dir)
	for _, label := range []string{"a", "b"} {
		if err := errors.Join(r.SetDatabase("", Database{Label: label}), r.SetSecret(label, label), r.Write()); err != nil {
			t.Fatal(err)
		}
		if r.Diff() != "" {
			t.Errorf("a change is left:\n%s", r.Diff())
		}
	}
	if got := contents(t, dir); !strings.Contains(got[newFile], `database "b"`) || got[".env"] != "a='a'\nb='b'\n" {
		t.Errorf("%q", got)
	}
}

func TestWriteKeepsModes(t *testing.T) {
	for _, mode := range []os.FileMode{0o600, 0o640, 0o644, 0o664, 0o444, 0o755} {
		dir := folder(t, kept())
		for _, name := range []string{"a.poco.hcl", ".gitignore"} {
			if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
				t.Fatal(err)
			}
		}
		if err := edited(t, dir).Write(); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a.poco.hcl", ".gitignore"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got != mode {
				t.Errorf("%s: %o becomes %o", name, mode, got)
			}
		}
	}
}

// A file that is a link stays one: what it leads to is written.
func TestWriteFollowsLinks(t *testing.T) {
	for _, name := range []string{"a.poco.hcl", ".env", ".gitignore"} {
		t.Run(name, func(t *testing.T) {
			dir, elsewhere := folder(t, kept()), t.TempDir()
			path, target := filepath.Join(dir, name), filepath.Join(elsewhere, "target")
			if err := os.Rename(path, target); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, path); err != nil {
				t.Skip(err)
			}
			before := contents(t, dir)[name]
			if err := edited(t, dir).Write(); err != nil {
				t.Fatal(err)
			}
			info, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode()&fs.ModeSymlink == 0 {
				t.Error("it is no link any more")
			}
			if got := contents(t, elsewhere); len(got) != 1 || got["target"] == before {
				t.Errorf("elsewhere: %q", got)
			}
		})
	}
}

// A link to nothing isn't replaced by a file.
func TestWriteLeavesBrokenLinks(t *testing.T) {
	for _, name := range []string{".env", ".gitignore"} {
		t.Run(name, func(t *testing.T) {
			files := kept()
			delete(files, name)
			dir := folder(t, files)
			path := filepath.Join(dir, name)
			if err := os.Symlink("nowhere/x", path); err != nil {
				t.Skip(err)
			}
			r, err := Open(dir)
			if err == nil {
				err = errors.Join(r.SetSecret("DEV", "2"), r.Write())
			}
			if err == nil {
				t.Error("it was taken")
			}
			if to, err := os.Readlink(path); err != nil || to != "nowhere/x" {
				t.Errorf("it leads to %q; %v", to, err)
			}
		})
	}
}

func TestWriteIntoWhatCannotBeWritten(t *testing.T) {
	for _, test := range []struct {
		name string
		// prepare makes it so, and gives the folder where the files now are.
		prepare func(t *testing.T, dir string) string
	}{
		{"a folder that is read-only", func(t *testing.T, dir string) string {
			if err := os.Chmod(dir, 0o500); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
			if f, err := os.Create(filepath.Join(dir, "x")); err == nil {
				_ = f.Close()
				t.Skip("this user may write anywhere")
			}
			return dir
		}},
		{"a folder that is gone", func(t *testing.T, dir string) string {
			if err := os.Rename(dir, dir+"-moved"); err != nil {
				t.Fatal(err)
			}
			return dir + "-moved"
		}},
		{"a folder in the place of the last file", func(t *testing.T, dir string) string {
			if err := os.Mkdir(filepath.Join(dir, newFile), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, files := range []map[string]string{kept(), {"a.poco.hcl": servers, "b.poco.hcl": ""}} {
				dir := filepath.Join(t.TempDir(), "r")
				if err := os.Rename(folder(t, files), dir); err != nil {
					t.Fatal(err)
				}
				r := edited(t, dir)
				// The first copy goes into a file that isn't there yet.
				if err := r.SetCopy(Copy{Name: "c", Source: "dev", Target: "test", All: true}); err != nil {
					t.Fatal(err)
				}
				now := test.prepare(t, dir)
				err := r.Write()
				if err == nil {
					t.Fatal("no error")
				}
				if !strings.HasPrefix(err.Error(), "cannot write ") && !errors.Is(err, ErrChanged) || strings.Contains(err.Error(), ".poco-edit-") {
					t.Errorf("error: %v", err)
				}
				_ = os.Remove(filepath.Join(now, newFile))
				if diff := cmp.Diff(files, contents(t, now)); diff != "" {
					t.Errorf("(-before +after)\n%s", diff)
				}
			}
		})
	}
}

// TestWriteOrder holds that whoever reads meanwhile finds secrets ignored, and
// variables and blocks before what refers to them.
func TestWriteOrder(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		edit  func(r *Recipe) error
		want  []string
	}{
		{"a new card", kept(), func(r *Recipe) error {
			return errors.Join(r.SetDatabase("", Database{Label: "new", Variable: "NEW"}), r.SetSecret("NEW", "x"))
		}, []string{".gitignore", ".env", "a.poco.hcl"}},
		{"into an empty folder", nil, func(r *Recipe) error {
			return errors.Join(r.SetDatabase("", Database{Label: "new", Variable: "NEW"}), r.SetSecret("NEW", "x"))
		}, []string{".gitignore", ".env", newFile}},
		{"a block and a later file's reference", map[string]string{"a.poco.hcl": "copy \"c\" {}\n", "z.poco.hcl": servers}, func(r *Recipe) error {
			return errors.Join(
				r.SetDatabase("", Database{Label: "new"}),
				r.find("copy", "c").set("target", "database.new"))
		}, []string{"z.poco.hcl", "a.poco.hcl"}},
		{"a reference goes before its block", map[string]string{"a.poco.hcl": servers, "z.poco.hcl": "copy \"c\" {\n  target = database.qa\n}\n"}, func(r *Recipe) error {
			return errors.Join(r.RemoveCopy("c"), r.RemoveDatabase("qa"))
		}, []string{"z.poco.hcl", "a.poco.hcl"}},
		{"the secret alone", map[string]string{".gitignore": ".env\n.poco\nbackups\n"}, func(r *Recipe) error { return r.SetSecret("A", "x") }, []string{".env"}},
		{"nothing", kept(), func(*Recipe) error { return nil }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := opened(t, folder(t, test.files))
			if err := test.edit(r); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range r.inOrder() {
				got = append(got, f.name)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
