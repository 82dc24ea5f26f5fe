package edit

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/config"
)

// TestSecretsComeBack holds for a new line, and in place of each way to write a
// value.
func TestSecretsComeBack(t *testing.T) {
	values := []string{
		"", " ", "x", " x", "x ", "\tx\t", "a b", "'", `"`, `'"`, `"'`, `''`, `""`, `'x'`, `"x"`, `it's "it"`,
		"#", "#x", "x#", "x #y", "' #", "$", "$x", "${x}", "'$x", "$(x)", "`x`", `\`, `\\`, `x\`, `'\`, `'x\`, `"\`, `\n`, `'\n`, `\'`, `\"`, `'\$`, `'\t`,
		"=", "a=b", "==", "export", "päß→", "名前", "😀", "'ä", "\u00a0x\u00a0", "\u2028", "\ufeff", "\v\f", "\x7f\x01",
		"a\nb", "\n", "a\r\nb", "\r", "x\r", "'\r\n\"", "a\nB=c",
		"postgres://u:p%23@h:5432/db?sslmode=require&a=b", `p#w'$d"\`,
	}
	for _, before := range []string{
		"", "# c\n", "B=c", "A=\n", "A=old\n", "A= old # c\n", "A='old' # c\n", "A=\"old\"\n", "A=\"o\nl\td\" # c\n",
		"export A=old", "A=# c\n", "A= # c\r\nB=c\r\n", "A=old\r\nB=c\r\n", "A=x\nA=old\n",
	} {
		for _, value := range values {
			dir := folder(t, map[string]string{".env": before})
			r := opened(t, dir)
			if err := r.SetSecret("A", value); err != nil {
				t.Errorf("%q in %q: %v", value, before, err)
				continue
			}
			if err := r.Write(); err != nil {
				t.Fatal(err)
			}
			if got := config.Dotenv(dir, "A"); got != value {
				t.Errorf("%q in %q comes back as %q", value, before, got)
			}
			if strings.Contains(before, "B=c") && config.Dotenv(dir, "B") != "c" {
				t.Errorf("%q in %q: B is %q", value, before, config.Dotenv(dir, "B"))
			}
			if text := contents(t, dir)[".env"]; strings.Contains(before, "# c") && !strings.Contains(text, "# c") {
				t.Errorf("%q in %q loses its comment: %q", value, before, text)
			}
		}
	}
}

func TestSecretsKeepTheRestByteByByte(t *testing.T) {
	for _, test := range []struct{ name, before, value, want string }{
		{"no file", "", "x", "A='x'\n"},
		{"appended", "# c\n\nB=1\n", "x", "# c\n\nB=1\nA='x'\n"},
		{"appended without a last line end", "B=1 # c", "x", "B=1 # c\nA='x'\n"},
		{"appended as on Windows", "B=1\r\n# c\r\n", "x", "B=1\r\n# c\r\nA='x'\r\n"},
		{"appended as on Windows without a last line end", "B=1\r\n# c", "x", "B=1\r\n# c\r\nA='x'\r\n"},
		{"in place", " # c\n\n  B = 1\t# d\nA='y'\n\n#A=z\nC=2", "x", " # c\n\n  B = 1\t# d\nA='x'\n\n#A=z\nC=2"},
		{"in place as on Windows", "B=1\r\nA=y\r\nC=2\r\n", "x", "B=1\r\nA=x\r\nC=2\r\n"},
		{"mixed line ends", "B=1\nA=y\r\nC=2\n", "x", "B=1\nA=x\r\nC=2\n"},
		{"export", "export \t A = y # c\n", "x", "export \t A = x # c\n"},
		{"the last counts", "A=1\nB=2\nA=3\nC=4\n", "x", "A=1\nB=2\nA=x\nC=4\n"},
		{"the last has it", "A=x\nA=y # c\nA=x\n", "x", "A=x\nA=y # c\nA=x\n"},
		{"an earlier one has it", "A=x\nA=y\n", "x", "A=x\nA=x\n"},
		{"a name that begins the same", "AB=1\nA.b=2\n", "x", "AB=1\nA.b=2\nA='x'\n"},
		{"a name in lower case", "a=1\n", "x", "a=1\nA='x'\n"},
		{"a name in a comment", "# A=1\n", "x", "# A=1\nA='x'\n"},
		{"a name in a value", "B=\"1\nA=2\"\n", "x", "B=\"1\nA=2\"\nA='x'\n"},
		{"double quotes stay", "A=\"y\" # c\n", `$x"`, "A=\"\\$x\\\"\" # c\n"},
		{"single quotes stay", "A='y' # c\n", `$x"`, "A='$x\"' # c\n"},
		{"no quotes stay", "A=y # c\n", "a=b", "A=a=b # c\n"},
		{"quotes where they are needed", "A=y # c\n", "a #b", "A='a #b' # c\n"},
		{"double quotes where they are needed", "A='y' # c\n", "it's", "A=\"it's\" # c\n"},
		{"empty", "A=y # c\n", "", "A='' # c\n"},
		{"empty before", "A=\nB=1\n", "x", "A='x'\nB=1\n"},
		{"a comment for a value", "A= # c\n", "x", "A= 'x' # c\n"},
		{"several lines", "A=\"y\nz\" # c\nB=1\n", "x", "A=\"x\" # c\nB=1\n"},
		{"byte order mark", "\ufeffA=y\nB=1\n", "x", "\ufeffA=x\nB=1\n"},
		{"nothing to do", "A = \"x\"", "x", "A = \"x\""},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{}
			if test.before != "" {
				files[".env"] = test.before
			}
			dir := folder(t, files)
			r := opened(t, dir)
			if err := r.SetSecret("A", test.value); err != nil {
				t.Fatal(err)
			}
			if err := r.Write(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, contents(t, dir)[".env"]); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSecretsThatAreRefused(t *testing.T) {
	for _, test := range []struct{ name, before, variable, value string }{
		{"a NUL", "A=y\n", "A", "canary\x00"},
		{"no UTF-8", "A=y\n", "A", "canary\xff"},
		{"no name", "", "", "canary"},
		{"a line end in the name", "", "A\nB", "canary"},
		{"an = in the name", "", "A=B", "canary"},
		{"a blank in the name", "", "A ", "canary"},
		{"a digit first", "", "1A", "canary"},
		{"a .env that can't be read", "B=1\nC=\"canary\n", "A", "canary"},
		{"a line without =", "canary\n", "A", "canary"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{".env": test.before}
			dir := folder(t, files)
			r := opened(t, dir)
			err := r.SetSecret(test.variable, test.value)
			if err == nil {
				t.Fatal("it was taken")
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("the value is shown: %v", err)
			}
			var refused *Refusal
			if !errors.As(err, &refused) {
				t.Errorf("%T: %v", err, err)
			}
			if err := r.Write(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(files, contents(t, dir)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSecretsAreIgnoredByGit(t *testing.T) {
	for _, test := range []struct{ name, before, want string }{
		{"no file", "", ".poco/\nbackups/\n.env\n"},
		{"all there", "# c\n.env\n.poco/\nbackups/\n", "# c\n.env\n.poco/\nbackups/\n"},
		{"in other words", "/.env\n.poco\n/backups\n", "/.env\n.poco\n/backups\n"},
		{"one there", "*.log\nbackups/", "*.log\nbackups/\n.poco/\n.env\n"},
		{"as on Windows", ".env\r\n*.log\r\n", ".env\r\n*.log\r\n.poco/\r\nbackups/\r\n"},
		{"in a comment", "# .env\n.poco/\nbackups/\n", "# .env\n.poco/\nbackups/\n.env\n"},
		{"part of another", ".env.example\nx/backups/\n.poco/\n", ".env.example\nx/backups/\n.poco/\nbackups/\n.env\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{}
			if test.before != "" {
				files[".gitignore"] = test.before
			}
			dir := folder(t, files)
			for _, value := range []string{"x", "y"} {
				r := opened(t, dir)
				if err := errors.Join(r.SetSecret("A", value), r.SetSecret("B", value), r.Write()); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(test.want, contents(t, dir)[".gitignore"]); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A .env that others may read is closed to them.
func TestModeOfTheSecrets(t *testing.T) {
	for _, before := range []os.FileMode{0, 0o600, 0o644, 0o400} {
		dir := folder(t, nil)
		path := filepath.Join(dir, ".env")
		if before != 0 {
			if err := errors.Join(os.WriteFile(path, []byte("A=1\n"), 0o600), os.Chmod(path, before)); err != nil {
				t.Fatal(err)
			}
		}
		r := opened(t, dir)
		if err := errors.Join(r.SetSecret("A", "x"), r.Write()); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%o becomes %o", before, got)
		}
	}
}

// Neither Changes nor Diff shows a secret.
func TestChangesHideSecrets(t *testing.T) {
	r := opened(t, folder(t, map[string]string{".env": "B=canary\n"}))
	if err := r.SetSecret("A", "canary"); err != nil {
		t.Fatal(err)
	}
	if len(r.Changes()) != 1 || r.Changes()[0].Name != ".gitignore" || strings.Contains(r.Diff(), "canary") {
		t.Errorf("%+v\n%s", r.Changes(), r.Diff())
	}
}

// FuzzSetSecret holds that a value comes back as config reads it, that all other
// variables stay as they were, and that no error shows the value.
func FuzzSetSecret(f *testing.F) {
	f.Add("", "A", "x")
	f.Add("A=x # c\nexport B='y' # c\nC=\"z\\n\nw\"\r\n", "C", "it's $x\\")
	f.Add("A=\n", "A", "#")
	f.Add("B=1\r\nA=# c", "A", " \"'")
	f.Add("\ufeffA=1\nA=2", "A", "a\r\nb")
	f.Add("A=\"x", "A", "y")
	f.Fuzz(func(t *testing.T, before, variable, value string) {
		was, err := config.DotenvEntries([]byte(before))
		dir := folder(t, map[string]string{".env": before})
		r := opened(t, dir)
		if failed := r.SetSecret(variable, value); failed != nil {
			if plain := value == strings.ToValidUTF8(value, "") && !strings.Contains(value, "\x00"); err == nil && plain && config.IsEnvName(variable) {
				t.Errorf("%q for %q in %q: %v", value, variable, before, failed)
			}
			return
		}
		if err := r.Write(); err != nil {
			t.Fatal(err)
		}
		if got := config.Dotenv(dir, variable); got != value {
			t.Errorf("%q in %q comes back as %q", value, before, got)
		}
		want, got := map[string]string{variable: value}, map[string]string{}
		for _, e := range was {
			if e.Name != variable {
				want[e.Name] = e.Value
			}
		}
		now, err := config.DotenvEntries([]byte(contents(t, dir)[".env"]))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range now {
			got[e.Name] = e.Value
		}
		if !maps.Equal(want, got) {
			t.Errorf("%q in %q: (-want +got)\n%s", value, before, cmp.Diff(want, got))
		}
	})
}
