package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestListIsNewestFirst(t *testing.T) {
	dir := t.TempDir()
	for _, when := range []time.Time{noon.Add(time.Hour), noon, noon, noon.Add(-time.Hour)} {
		put(t, dir, Plain, when)
	}
	var got []string
	for _, e := range list(t, dir) {
		if !e.Complete() || e.Size != int64(len(text)) {
			t.Errorf("%+v is not complete", e)
		}
		got = append(got, e.Name)
	}
	want := []string{"backup_qa_20261123_130000.sql", "backup_qa_20261123_120000_2.sql", "backup_qa_20261123_120000.sql", "backup_qa_20261123_110000.sql"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if e, found, err := Newest(dir, Of{Intent: "backup.qa_before", Database: "qa", Run: "run_1"}); err != nil || !found || e.Name != want[0] {
		t.Errorf("the newest is %+v, %v, %v", e, found, err)
	}
	for _, of := range []Of{{Intent: "backup.other"}, {Database: "prod"}, {Run: "run_2"}, {Step: "backup.other/backup"}} {
		if e, found, err := Newest(dir, of); found || err != nil {
			t.Errorf("the newest of %+v is %+v, %v", of, e, err)
		}
	}
	if entries := list(t, filepath.Join(dir, "missing")); len(entries) != 0 {
		t.Errorf("a folder that is not there lists %+v", entries)
	}
}

// TestProblems damages a backup in each way, and reads what is said of it.
func TestProblems(t *testing.T) {
	for _, test := range []struct {
		name   string
		format Format
		damage func(t *testing.T, e Entry)
		want   string
	}{
		{"no file", Plain, func(t *testing.T, e Entry) { gone(t, e.Path()) }, "only the manifest is there"},
		{"no folder", Directory, func(t *testing.T, e Entry) { gone(t, e.Path()) }, "only the manifest is there"},
		{"no manifest", Plain, func(t *testing.T, e Entry) { gone(t, e.Path()+".json") }, "there is no manifest beside it"},
		{"cut short", Plain, func(t *testing.T, e Entry) { file(t, e.Path(), "SELECT") }, "it has 6 bytes, and had 30"},
		{"longer", Custom, func(t *testing.T, e Entry) { file(t, e.Path(), text+"x") }, "it has 31 bytes, and had 30"},
		{"a file of a folder gone", Directory, func(t *testing.T, e Entry) { gone(t, e.Path()+"/deep/1.dat") }, "it has 50 bytes, and had 60"},
		{"a file more in a folder", Directory, func(t *testing.T, e Entry) { file(t, e.Path()+"/notes", "") }, "its files are not those of the manifest"},
		{"a link in a folder", Directory, func(t *testing.T, e Entry) { link(t, "/etc/passwd", e.Path()+"/x") }, `"x" in it is no file of a dump`},
		{"a link", Plain, func(t *testing.T, e Entry) {
			file(t, e.Dir+"/real", text)
			gone(t, e.Path())
			link(t, "real", e.Path())
		}, "it is no file"},
		{"a manifest that is a link", Plain, func(t *testing.T, e Entry) {
			if err := os.Rename(e.Path()+".json", e.Dir+"/real"); err != nil {
				t.Fatal(err)
			}
			link(t, "real", e.Path()+".json")
		}, "the manifest is no file"},
		{"a folder for a file", Plain, func(t *testing.T, e Entry) { gone(t, e.Path()); file(t, e.Path()+"/x", "") }, "it is no file"},
		{"bad JSON", Plain, edit(`"size"`, `size`), "the manifest is no JSON that poco can read"},
		{"an empty manifest", Plain, func(t *testing.T, e Entry) { file(t, e.Path()+".json", "") }, "the manifest is no JSON"},
		{"a newer version", Plain, edit(`"format_version": 1`, `"format_version": 2`), "format version 2, of a newer poco; this one reads 1"},
		{"no version", Plain, edit(`"format_version": 1`, `"format_version": 0`), "no format version that poco knows"},
		{"a path out of the folder", Plain, edit(`"file": "`, `"file": "../../etc/passwd`), "the manifest is that of another file"},
		{"a file of a folder out of it", Directory, edit(`"path": "deep/0.dat"`, `"path": "../../etc/passwd"`), `lists "../../etc/passwd", which leads out`},
		{"an absolute one", Directory, edit(`"path": "deep/0.dat"`, `"path": "/etc/passwd"`), `lists "/etc/passwd", which leads out`},
		{"one that Windows would follow", Directory, edit(`"path": "deep/0.dat"`, `"path": "..\\..\\x"`), "which leads out"},
		{"another format", Plain, edit(`"format": "plain"`, `"format": "custom"`), `the format is "custom"`},
		{"no digest", Plain, edit(`"sha256": "`, `"sha256": "x`), "the manifest has no SHA-256"},
		{"another digest of a folder", Directory, edit(`"size": 60,
  "sha256": "`, `"size": 60,
  "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "x": "`), "not that of its files"},
		{"another size of a folder", Directory, edit(`"size": 60`, `"size": 61`), "have 60 bytes together, not 61"},
		{"a file twice", Directory, edit(`"path": "deep/1.dat"`, `"path": "deep/0.dat"`), `lists "deep/0.dat" out of its order`},
		{"no block", Plain, edit(`"intent": "backup.qa_before"`, `"intent": ""`), "does not say which block"},
		{"less than nothing", Plain, edit(`"size": 30`, `"size": -30`), "has -30 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			test.damage(t, put(t, dir, test.format, noon))
			entries := list(t, dir)
			if len(entries) != 1 || entries[0].Complete() || !strings.Contains(entries[0].Problem, test.want) {
				t.Fatalf("listed: %+v\nwant one with the problem %q", entries, test.want)
			}
			before := names(t, dir)
			if err := Remove(entries[0]); err == nil {
				t.Error("it can be removed")
			}
			if err := Check(context.Background(), entries[0], nil); err == nil {
				t.Error("it is found right")
			}
			if diff := cmp.Diff(before, names(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func gone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Lstat(path); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
}

// edit edits the manifest by hand.
func edit(old, new string) func(*testing.T, Entry) {
	return func(t *testing.T, e Entry) {
		t.Helper()
		data, err := os.ReadFile(e.Path() + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), old) {
			t.Fatalf("no %q in\n%s", old, data)
		}
		file(t, e.Path()+".json", strings.Replace(string(data), old, new, 1))
	}
}

func TestAt(t *testing.T) {
	e := put(t, t.TempDir(), Plain, noon)
	got, err := At(e.Path())
	if err != nil || !got.Complete() || got.Name != e.Name {
		t.Errorf("at %s is %+v, %v", e.Path(), got, err)
	}
	if _, err := At(filepath.Join(e.Dir, "backup_qa_20200101_000000.sql")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of one that is not there it says %v", err)
	}
	if _, err := At("/etc/passwd"); err == nil {
		t.Error("any file is a backup")
	}
}

func TestCheckFindsAnyChange(t *testing.T) {
	for _, test := range []struct {
		format Format
		file   string
	}{{Plain, ""}, {Custom, ""}, {Directory, "/toc.dat"}, {Directory, "/deep/0.dat"}, {Directory, "/deep/2.dat"}} {
		dir := t.TempDir()
		e := put(t, dir, test.format, noon)
		var seen int64
		if err := Check(context.Background(), e, func(n int64) { seen = n }); err != nil || seen != e.Size {
			t.Errorf("%s: %d of %d bytes read, %v", e.Name, seen, e.Size, err)
		}
		data, err := os.ReadFile(e.Path() + test.file)
		if err != nil {
			t.Fatal(err)
		}
		data[3] ^= 1
		file(t, e.Path()+test.file, string(data))
		var content *ContentError
		if err := Check(context.Background(), list(t, dir)[0], nil); !errors.As(err, &content) || content.Path != e.Path()+test.file {
			t.Errorf("a bit of %s%s is another: %v", e.Name, test.file, err)
		}
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		if err := Check(ended, e, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("after its context's end the check says %v", err)
		}
	}
}

// TestFolderDigest: a digest tells a folder from one with any file changed, renamed
// or gone.
func TestFolderDigest(t *testing.T) {
	one := []File{{"a", 1, strings.Repeat("0", 64)}, {"b", 1, strings.Repeat("1", 64)}}
	for name, other := range map[string][]File{
		"changed": {one[0], {"b", 1, strings.Repeat("2", 64)}},
		"renamed": {one[0], {"c", 1, one[1].SHA256}},
		"gone":    one[:1],
		"swapped": {{"a", 1, one[1].SHA256}, {"b", 1, one[0].SHA256}},
	} {
		if digestOf(one) == digestOf(other) {
			t.Errorf("%s: the same digest", name)
		}
	}
}
