package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDotenvValues(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"bare", "A=x y", "x y"},
		{"nothing", "A=", ""},
		{"blanks around", "  A \t= x \t", "x"},
		{"export", "export A=x", "x"},
		{"export and blanks", "export \t A = x", "x"},
		{"a URL", "A=postgres://u:p#w@h/db?a=b&c=d", "postgres://u:p#w@h/db?a=b&c=d"},
		{"comment", "A=x # y", "x"},
		{"comment after a tab", "A=x\t# y", "x"},
		{"only a comment", "A= # y", ""},
		{"a dollar", "A=$x${y}", "$x${y}"},
		{"quotes inside", `A=x"y'z`, `x"y'z`},
		{"a backslash", `A=x\ny`, `x\ny`},
		{"single quotes", `A=' x\n"# $y '`, ` x\n"# $y `},
		{"single quotes and comment", "A='x' # y", "x"},
		{"double quotes", `A=" x # 'y' "`, " x # 'y' "},
		{"escapes", `A="\n\r\t\"\\\$\d"`, "\n\r\t\"\\$\\d"},
		{"several lines", "A=\"x\n\n y\"\nB=z", "x\n\n y"},
		{"several lines of Windows", "A=\"x\r\ny\"\r\nB=z\r\n", "x\ny"},
		{"line end of Windows", "A=x\r\nB=y\r\n", "x"},
		{"a later line wins", "A=x\nA=y", "y"},
		{"byte order mark", "\ufeffA=x", "x"},
		{"Unicode", "A=päß→", "päß→"},
		{"a name with dots and dashes", "a.b-c=y\nA=x", "x"},
		{"no last line end", "# c\n\n  # d\nA=x", "x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, mistakes := parseDotenv([]byte(test.text))
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			value, ok := got["A"]
			if diff := cmp.Diff(test.want, value); diff != "" || !ok {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestDotenvGoesOnAfterAMistake(t *testing.T) {
	got, mistakes := parseDotenv([]byte("A=\"x\ny\"\ncanary\nB=1\nC='canary\nD=2\n1E=canary\nF=\"canary\" canary\nG=3\nH=\"canary\nI=4\n"))
	if diff := cmp.Diff(map[string]string{"A": "x\ny", "B": "1", "D": "2", "G": "3", "I": "4"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var lines []int
	for _, m := range mistakes {
		lines = append(lines, m.line)
		if strings.Contains(m.reason, "canary") {
			t.Errorf("a value is shown: %s", m.reason)
		}
	}
	if diff := cmp.Diff([]int{3, 5, 7, 8, 10}, lines); diff != "" {
		t.Errorf("lines of mistakes (-want +got)\n%s", diff)
	}
}

func TestDotenvRefusesWhatIsNoText(t *testing.T) {
	for _, text := range []string{"A=\xff", "A=x\x00y", "A=\"\xff\""} {
		if got, mistakes := parseDotenv([]byte(text)); len(mistakes) != 1 || len(got) > 0 {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// FuzzDotenv holds that every line is read once, that no mistake shows the text,
// and that a value put into single quotes comes back.
func FuzzDotenv(f *testing.F) {
	f.Add("A=x\nexport B='y' # c\nC=\"z\\n\nw\"\r\n", "x")
	f.Add("A=\"x", "$y\"")
	f.Add("\ufeff=\n'\"", "#")
	f.Fuzz(func(t *testing.T, text, value string) {
		values, mistakes := parseDotenv([]byte(text))
		if n := strings.Count(text, "\n") + 1; len(values)+len(mistakes) > n {
			t.Errorf("%d values and %d mistakes in %d lines", len(values), len(mistakes), n)
		}
		for _, m := range mistakes {
			if m.line < 1 || m.line > strings.Count(text, "\n")+1 {
				t.Errorf("a mistake in line %d", m.line)
			}
		}
		if strings.ContainsAny(value, "'\r\n\x00") || strings.ToValidUTF8(value, "") != value {
			return
		}
		got, mistakes := parseDotenv([]byte("A='" + value + "'"))
		if len(mistakes) > 0 || got["A"] != value {
			t.Errorf("%q comes back as %q, %v", value, got["A"], mistakes)
		}
	})
}
