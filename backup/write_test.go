package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "for it")
	e := put(t, dir, Plain, noon)
	data, err := os.ReadFile(e.Path() + ".json")
	if err != nil {
		t.Fatal(err)
	}
	created, _ := json.Marshal(e.Manifest.Created)
	got := strings.Replace(string(data), string(created), `"now"`, 1)
	if diff := cmp.Diff(wantManifest, got); diff != "" {
		t.Error(diff)
	}
	if listed := list(t, dir); len(listed) != 1 || !cmp.Equal(listed[0].Manifest, e.Manifest) {
		t.Errorf("it reads back as %+v", listed)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, e.Path(): 0o600, e.Path() + ".json": 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
}

const wantManifest = `{
  "format_version": 1,
  "file": "backup_qa_20261123_120000.sql",
  "format": "plain",
  "compression": "none",
  "size": 30,
  "sha256": "6aba5dabd63b98b834cb3aa01b189f2c65e8f4c20614bbdf697f012c6d2b39c5",
  "intent": "backup.qa_before",
  "plan_id": "plan_1",
  "run_id": "run_1",
  "step_id": "backup.qa_before/backup",
  "poco_version": "0.1.0",
  "tool": "pg_dump 15.18",
  "created_at": "now",
  "database": {
    "label": "qa",
    "host": "db.example",
    "port": 5432,
    "dbname": "shop",
    "user": "app",
    "server_version": "15.18"
  },
  "snapshot_at": "2026-11-23T12:00:00Z",
  "complete": true,
  "schemas": [
    "public"
  ],
  "tables": [
    {
      "name": "public.orders",
      "rows": 3
    }
  ],
  "restore_by_hand": {
    "into_a_new_database": [
      "createdb -h db.example -p 5432 -U app -T template0 -- shop_restored",
      "psql -X -1 -v ON_ERROR_STOP=1 -h db.example -p 5432 -U app -d shop_restored -f backup_qa_20261123_120000.sql"
    ],
    "over_the_old_one": [
      "psql -X -1 -v ON_ERROR_STOP=1 -h db.example -p 5432 -U app -d shop -f backup_qa_20261123_120000.sql"
    ]
  }
}
`

func TestByHand(t *testing.T) {
	for _, test := range []struct {
		name     string
		manifest Manifest
		want     ByHand
	}{
		{"custom", Manifest{File: "f.dump", Format: Custom, Database: Database{Name: "shop"}}, ByHand{
			New: []string{"createdb -T template0 -- shop_restored", "pg_restore --single-transaction --exit-on-error -d shop_restored f.dump"},
			Old: []string{"pg_restore --clean --if-exists --single-transaction --exit-on-error -d shop f.dump"}}},
		{"packed", Manifest{File: "f.sql", Format: Plain, Compression: "gzip", Database: Database{Name: "shop"}}, ByHand{
			New: []string{"createdb -T template0 -- shop_restored", "gzip -dc f.sql > f.unpacked.sql", "psql -X -1 -v ON_ERROR_STOP=1 -d shop_restored -f f.unpacked.sql"},
			Old: []string{"gzip -dc f.sql > f.unpacked.sql", "psql -X -1 -v ON_ERROR_STOP=1 -d shop -f f.unpacked.sql"}}},
		{"odd names", Manifest{File: "f", Format: Directory, Database: Database{Name: "it's a=b", Host: "/tmp/my socket", User: "$(id)"}}, ByHand{
			New: []string{`createdb -h '/tmp/my socket' -U '$(id)' -T template0 -- 'it'\''s a=b_restored'`,
				`pg_restore --single-transaction --exit-on-error -h '/tmp/my socket' -U '$(id)' -d 'dbname='\''it\'\''s a=b_restored'\''' f`},
			Old: []string{`pg_restore --clean --if-exists --single-transaction --exit-on-error -h '/tmp/my socket' -U '$(id)' -d 'dbname='\''it\'\''s a=b'\''' f`}}},
	} {
		if diff := cmp.Diff(test.want, test.manifest.byHand()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestDirectoryIsPrivate(t *testing.T) {
	e := put(t, t.TempDir(), Directory, noon)
	if len(e.Manifest.Files) != 4 || e.Manifest.Size != 60 {
		t.Errorf("its files are %+v", e.Manifest.Files)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{"": 0o700 | os.ModeDir, "/toc.dat": 0o600, "/deep/0.dat": 0o600} {
		if info, err := os.Stat(e.Path() + path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
}

// TestFailedBackupsLeaveNothing begins backups that can't be.
func TestFailedBackupsLeaveNothing(t *testing.T) {
	tiny := func(string) (int64, int64, error) { return 50 << 20, 1000 << 20, nil }
	var space *SpaceError
	var size *SizeError
	for _, test := range []struct {
		name    string
		options Options
		content string
		as      any
		want    string
	}{
		{"no room", Options{Format: Plain, disk: tiny}, text, &space, "has only 52428800 bytes free, after 0 bytes of the backup; poco leaves 67108864 free"},
		{"larger than it may be", Options{Format: Plain, Limit: 29}, text, &size, "has 30 bytes so far, more than the 29 of max_size"},
		{"a folder larger than it may be", Options{Format: Directory, Limit: 59}, text, &size, "has 60 bytes so far"},
		{"nothing written", Options{Format: Custom}, "", nil, "nothing was written"},
		{"no such format", Options{Format: "tar"}, text, nil, `no format of backups: "tar"`},
	} {
		dir := t.TempDir()
		test.options.Label, test.options.Now = "qa", noon
		_, err := write(dir, test.options, test.content)
		if err == nil || !strings.Contains(err.Error(), test.want) || test.as != nil && !errors.As(err, test.as) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
		if left := names(t, dir); len(left) > 0 {
			t.Errorf("%s: %v is left", test.name, left)
		}
	}
}

// TestWritingStopsBeforeTheDiskIsFull lets the free space shrink while a backup is
// written, by others as well.
func TestWritingStopsBeforeTheDiskIsFull(t *testing.T) {
	dir := t.TempDir()
	free := int64(70 << 20)
	var w *Writer
	w, err := Create(dir, Options{Label: "qa", Format: Plain, Now: noon, disk: func(string) (int64, int64, error) {
		free -= 1 << 20
		if w != nil {
			w.File().Write(make([]byte, 1<<20))
		}
		return free, 1 << 30, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	var space *SpaceError
	err = w.Watch(t.Context(), nil)
	if !errors.As(err, &space) || space.Free >= space.Reserve || space.Free < space.Reserve-1<<20 || space.Written != w.Written() || space.Written == 0 || space.Err != nil {
		t.Fatalf("watching ended with %+v", err)
	}
	if err := w.Discard(); err != nil || len(names(t, dir)) > 0 {
		t.Errorf("%v is left: %v", names(t, dir), err)
	}
	if _, err := w.Commit(t.Context(), sample()); err == nil || !strings.Contains(err.Error(), "has ended already") {
		t.Errorf("commit says %v", err)
	}
}

// TestTheDigestIsOfTheFile writes in both orders that pg_dump has, watched over: a
// custom dump is completed at its beginning.
func TestTheDigestIsOfTheFile(t *testing.T) {
	for _, format := range []Format{Plain, Custom} {
		dir := t.TempDir()
		followed := 0
		w, err := Create(dir, Options{Label: "qa", Format: format, Now: noon, checkpoint: func(name string) {
			if name == "followed" {
				followed++
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		block := bytes.Repeat([]byte(text), 9<<20/len(text))
		if err := w.Watch(ctx, func(seen int64) {
			if seen == 0 {
				w.File().Write(block)
			} else {
				stop()
			}
		}); err != nil {
			t.Fatal(err)
		}
		if w.File().WriteString("the end"); format == Custom {
			w.File().WriteAt([]byte("offsets"), 0)
		}
		e, err := w.Commit(t.Context(), sample())
		if err != nil {
			t.Fatal(err)
		}
		if want := int64(len(block) + len("the end")); e.Size != want || whole(t, dir, "watched") != 1 {
			t.Errorf("%s: %d bytes of %d, with the digest of others", format, e.Size, want)
		}
		if got := followed > 0; got != (format == Plain) {
			t.Errorf("%s: hashed behind its writer: %v", format, got)
		}
	}
}

func TestReserve(t *testing.T) {
	for total, want := range map[int64]int64{0: 0, 40 << 20: 4 << 20, 1 << 30: 64 << 20, 20 << 30: (20 << 30) / 100, 10 << 40: 1 << 30} {
		if got := reserveOf(total); got != want {
			t.Errorf("of a disk of %d bytes %d stay free, want %d", total, got, want)
		}
	}
	free, err := Free(filepath.Join(t.TempDir(), "not", "there", "yet"))
	if err != nil || free <= 0 {
		t.Errorf("free: %d, %v", free, err)
	}
}

// TestWatch stops where the disk gets full, and where the folder gets too large;
// it counts what is there.
func TestWatch(t *testing.T) {
	free := int64(1 << 30)
	begin := func(limit int64) *Writer {
		w, err := Create(t.TempDir(), Options{Label: "qa", Format: Directory, Now: noon, Limit: limit,
			disk: func(string) (int64, int64, error) { return free, 1 << 30, nil }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { w.Discard() })
		return w
	}
	w := begin(0)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	calls := 0
	err := w.Watch(ctx, func(n int64) {
		switch calls++; calls {
		case 1:
			if n != 0 {
				t.Errorf("%d bytes before any was written", n)
			}
			file(t, filepath.Join(w.Folder(), "toc.dat"), text)
		default:
			if n != int64(len(text)) {
				t.Errorf("%d bytes counted", n)
			}
			cancel()
		}
	})
	if err != nil || calls < 2 {
		t.Errorf("the watch ended with %v after %d counts", err, calls)
	}
	var size *SizeError
	w = begin(5)
	file(t, filepath.Join(w.Folder(), "toc.dat"), text)
	if err := w.Watch(t.Context(), nil); !errors.As(err, &size) || size.Written != 30 {
		t.Errorf("the watch of a folder too large ended with %v", err)
	}
	var space *SpaceError
	w = begin(0)
	free = 10 << 20
	if err := w.Watch(t.Context(), nil); !errors.As(err, &space) {
		t.Errorf("the watch of a full disk ended with %v", err)
	}
}

// TestPlantedLinks: what others plant under a temporary name is neither followed nor
// removed; the folder itself may be a link.
func TestPlantedLinks(t *testing.T) {
	real, elsewhere := t.TempDir(), t.TempDir()
	dir := filepath.Join(t.TempDir(), "link")
	link(t, real, dir)
	link(t, elsewhere, filepath.Join(dir, ".backup_qa_20261123_120000.partial"))
	link(t, filepath.Join(elsewhere, "x"), filepath.Join(dir, "backup_qa_20261123_120000_2.sql"))
	e := put(t, dir, Plain, noon)
	if e.Name != "backup_qa_20261123_120000_3.sql" || whole(t, dir, "among links") != 1 {
		t.Errorf("written as %s", e.Name)
	}
	file(t, filepath.Join(elsewhere, ownerFile), `{"run_id": "run_1"}`)
	if err := Sweep(t.Context(), dir, "run_1"); err != nil {
		t.Fatal(err)
	}
	if left := names(t, elsewhere); len(left) != 1 || len(names(t, dir)) != 4 {
		t.Errorf("left: %v and %v", names(t, dir), left)
	}
	w, err := Create(real, Options{Label: "qa", Format: Plain, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	link(t, filepath.Join(elsewhere, "x"), w.inPartial(manifestFile))
	if _, err := w.File().WriteString(text); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context(), sample()); err == nil {
		t.Error("a link in place of the manifest was followed")
	}
	if _, err := os.Lstat(filepath.Join(elsewhere, "x")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the link's target was written")
	}
}

// TestTakenName: another has made a file of the name meanwhile; it stays.
func TestTakenName(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(dir, Options{Label: "qa", Format: Plain, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	file(t, w.Path(), "mine")
	if _, err := w.File().WriteString(text); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context(), sample()); err == nil || !strings.Contains(err.Error(), "another file has taken the name") {
		t.Errorf("commit says %v", err)
	}
	if data, err := os.ReadFile(w.Path()); err != nil || string(data) != "mine" || len(names(t, dir)) != 1 {
		t.Errorf("left: %v, with %q, %v", names(t, dir), data, err)
	}
}
