package backup

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRules(t *testing.T) {
	// Seven backups, an hour between two, of 100 bytes each; the newest, h0, is of
	// half an hour ago.
	var entries []Entry
	entry := func(name string, age time.Duration, intent, database string) Entry {
		return Entry{Name: name, Time: noon.Add(-age), Size: 100, Manifest: &Manifest{Intent: intent, Database: Database{Label: database}}}
	}
	for i := range 7 {
		entries = append(entries, entry("h"+string(rune('0'+i)), time.Duration(i)*time.Hour+30*time.Minute, "backup.a", "qa"))
	}
	entries = append(entries,
		entry("other block", 99*time.Hour, "backup.b", "qa"), entry("other database", 99*time.Hour, "backup.a", "dev"))
	half := entry("half", 99*time.Hour, "backup.a", "qa")
	half.Problem = "it has 3 bytes, and had 4 when it was made"
	entries = append(entries, half, Entry{Name: "foreign", Time: noon.Add(-99 * time.Hour), Size: 100})
	slices.Reverse(entries) // the order must not matter
	for _, test := range []struct {
		name   string
		rule   Rule
		needed []string
		want   []string
	}{
		{"no rule", Rule{}, nil, nil},
		{"keep three", Rule{Keep: 3}, nil, []string{"h3", "h4", "h5", "h6"}},
		{"keep three, two are needed", Rule{Keep: 3}, []string{"h4", "h6"}, []string{"h3", "h5"}},
		{"keep more than there are", Rule{Keep: 8}, nil, nil},
		{"keep one", Rule{Keep: 1}, nil, []string{"h1", "h2", "h3", "h4", "h5", "h6"}},
		{"an age that none but two has", Rule{MaxAge: 4*time.Hour + 30*time.Minute}, nil, []string{"h5", "h6"}},
		{"an age that all have", Rule{MaxAge: time.Nanosecond}, nil, []string{"h1", "h2", "h3", "h4", "h5", "h6"}},
		{"a size", Rule{MaxSize: 450}, nil, []string{"h4", "h5", "h6"}},
		{"a size to the byte", Rule{MaxSize: 700}, nil, nil},
		{"a size that one exceeds", Rule{MaxSize: 1}, nil, []string{"h1", "h2", "h3", "h4", "h5", "h6"}},
		{"a size where the oldest is needed", Rule{MaxSize: 450}, []string{"h6"}, []string{"h3", "h4", "h5"}},
		{"a size that others have made room for", Rule{Keep: 3, MaxSize: 300}, nil, []string{"h3", "h4", "h5", "h6"}},
		{"all of them", Rule{Keep: 5, MaxAge: 5 * time.Hour, MaxSize: 350}, nil, []string{"h3", "h4", "h5", "h6"}},
	} {
		test.rule.Intent, test.rule.Database = "backup.a", "qa"
		needed := map[string]bool{}
		for _, name := range test.needed {
			needed[name] = true
		}
		var got []string
		for _, e := range ToPrune(entries, test.rule, needed, noon) {
			got = append(got, e.Name)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	for _, rule := range []Rule{{Keep: 1}, {Keep: 1, Intent: "backup.a"}, {Keep: 1, Database: "qa"}} {
		if got := ToPrune(entries, rule, nil, noon); got != nil {
			t.Errorf("a rule that doesn't say of what takes %v", got)
		}
	}
}

// TestKeepThreeAfterTen makes ten backups in each format among foreign files, and
// prunes after each.
func TestKeepThreeAfterTen(t *testing.T) {
	for _, format := range []Format{Plain, Custom, Directory} {
		t.Run(string(format), func(t *testing.T) {
			dir := t.TempDir()
			foreign := strangers(t, dir, format)
			for i := range 10 {
				now := noon.Add(time.Duration(i) * time.Minute)
				put(t, dir, format, now)
				for _, e := range ToPrune(list(t, dir), Rule{Intent: "backup.qa_before", Database: "qa", Keep: 3}, nil, now) {
					if err := Remove(e); err != nil {
						t.Fatal(err)
					}
				}
			}
			want := foreign
			for _, stem := range []string{"120700", "120800", "120900"} {
				name := "backup_qa_20261123_" + stem + format.extension()
				want = append(want, name, name+".json")
			}
			slices.Sort(want)
			if diff := cmp.Diff(want, names(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// strangers makes files, all older than the backups, that no rule may take.
func strangers(t *testing.T, dir string, format Format) []string {
	t.Helper()
	older := noon.Add(-time.Hour)
	m := sample()
	m.Intent = "backup.other"
	if _, err := writeWith(dir, Options{Label: "qa", Format: format, Now: older}, text, m); err != nil {
		t.Fatal(err)
	}
	m = sample()
	m.Database.Label = "prod" // in a file that is named after qa
	if _, err := writeWith(dir, Options{Label: "qa", Format: format, Now: older}, text, m); err != nil {
		t.Fatal(err)
	}
	half := put(t, dir, format, older)
	gone(t, half.Path())
	edited := put(t, dir, format, older)
	edit(`"format_version": 1`, `"format_version": 9`)(t, edited)
	file(t, filepath.Join(dir, "backup_qa_20200101_000000.sql"), "no manifest")
	file(t, filepath.Join(dir, "backup_qa_20200101_000001", "toc.dat"), "no manifest")
	file(t, filepath.Join(dir, "backup_qa_20200101_000002.dump.json"), "{}")
	file(t, filepath.Join(dir, "notes.txt"), "")
	file(t, filepath.Join(dir, ".backup_qa_20200101_000000.sql.json.removing"), "{}")
	file(t, filepath.Join(dir, "backups_of_qa", "backup_qa_20200101_000000.sql"), "")
	return names(t, dir)
}

// TestRemoveLeavesWhatHasChanged: a backup that was listed, and is another one now.
func TestRemoveLeavesWhatHasChanged(t *testing.T) {
	dir := t.TempDir()
	e := put(t, dir, Plain, noon)
	gone(t, e.Path())
	gone(t, e.Path()+".json")
	if _, err := write(dir, Options{Label: "qa", Format: Plain, Now: noon, Run: "run_2"}, text); err != nil {
		t.Fatal(err)
	}
	if err := Remove(e); err == nil || len(names(t, dir)) != 2 {
		t.Errorf("removed another backup of that name: %v, %v", names(t, dir), err)
	}
	e = list(t, dir)[0]
	file(t, e.Path(), "short")
	if err := Remove(e); err == nil || len(names(t, dir)) != 2 {
		t.Errorf("removed a file of another size: %v, %v", names(t, dir), err)
	}
}

// TestSweepLeavesWhatHasChanged: where a removal was cut short, and another file has
// taken the name.
func TestSweepLeavesWhatHasChanged(t *testing.T) {
	for _, format := range []Format{Plain, Directory} {
		dir := t.TempDir()
		e := put(t, dir, format, noon)
		if err := os.Rename(e.Path()+".json", filepath.Join(dir, removingName(e.Name))); err != nil {
			t.Fatal(err)
		}
		gone(t, e.Path())
		if format == Directory {
			file(t, filepath.Join(e.Path(), "notes"), "mine")
		} else {
			file(t, e.Path(), "mine")
		}
		before := names(t, dir)
		if err := Sweep(t.Context(), dir, "run_1"); err == nil {
			t.Error("it is not said that the removal can't go on")
		}
		if diff := cmp.Diff(before, names(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
}
