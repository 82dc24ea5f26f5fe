package backup

import (
	"strings"
	"testing"
)

func TestSafeLabel(t *testing.T) {
	for label, want := range map[string]string{
		"qa":                       "qa",
		"qa-2.eu_west":             "qa-2.eu_west",
		"":                         "database-e3b0c442",
		".hidden":                  "hidden-16924190",
		"../../etc/passwd":         "etc-passwd-3754d6cb",
		"a..b":                     "a-b-f62b4241",
		"my shop":                  "my-shop-21e02318",
		"тест":                     "database-e34f6dec",
		"größe":                    "gr-e-d353a267",
		`c:\con`:                   "c-con-98ec5ec7",
		"new\nline":                "new-line-58fb6729",
		"-rf":                      "rf-686c39ac",
		strings.Repeat("long", 50): strings.Repeat("long", 13) + "lon-55b71ce2",
	} {
		got := SafeLabel(label)
		if got != want || len(got) > longestLabel {
			t.Errorf("SafeLabel(%q) = %q, want %q", label, got, want)
		}
		n := Name{Label: got, Time: noon, Number: 2, Format: Plain}
		if back, err := ParseName(n.String()); err != nil || back != n {
			t.Errorf("%s reads back as %+v, %v", n, back, err)
		}
	}
	if SafeLabel("a b") == SafeLabel("a/b") {
		t.Error("two labels became one")
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct {
		name Name
		want string
	}{
		{Name{"qa", noon, 1, Plain}, "backup_qa_20261123_120000.sql"},
		{Name{"qa", noon, 2, Custom}, "backup_qa_20261123_120000_2.dump"},
		{Name{"qa", noon, 13, Directory}, "backup_qa_20261123_120000_13"},
		{Name{"a_20200101_000000", noon, 1, Plain}, "backup_a_20200101_000000_20261123_120000.sql"},
		{Name{"qa.sql", noon, 1, Directory}, "backup_qa.sql_20261123_120000"},
	} {
		if got := test.name.String(); got != test.want {
			t.Errorf("%+v is named %s, want %s", test.name, got, test.want)
		}
		if got, err := ParseName(test.want); err != nil || got != test.name {
			t.Errorf("%s reads back as %+v, %v", test.want, got, err)
		}
	}
}

func TestForeignNames(t *testing.T) {
	for _, name := range []string{
		"", "backup", "backup_qa.sql", "backup_qa_20261123.sql", "backup_qa_20261323_120000.sql", "backup_qa_20261123_126000.sql",
		"backup_qa_20261123_120000.sql.gz", "backup_qa_20261123_120000_1.sql", "backup_qa_20261123_120000_02.sql",
		".backup_qa_20261123_120000.sql", "backup_.._20261123_120000.sql", "backup_a/b_20261123_120000.sql",
		"backup_qa_20261123_120000.sql\n", "backup_qa_20261123_120000.partial", "../backup_qa_20261123_120000.sql",
	} {
		if got, err := ParseName(name); err == nil {
			t.Errorf("%q is read as %+v", name, got)
		}
	}
}
