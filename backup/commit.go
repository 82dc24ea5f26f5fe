package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
)

// Commit makes the backup one. What the writer knows itself (file, format, size,
// digests, restore_by_hand, created_at where it is not set) it fills in. After an
// error nothing of the backup is left.
//
// The order is such that the machine may stop at any point. First all bytes of the
// dump are on the disk, under the temporary name. Then the manifest is, there too.
// Then the dump gets its name: what bears the name of a backup is whole from its
// first instant. Without a manifest it still is none to List. Then, last, the
// manifest gets its name, in one step; the folder is synced after each of the two,
// so that the second never reaches the disk before the first. A process that ends
// between the two leaves a whole dump without its manifest, which Sweep finishes.
func (w *Writer) Commit(ctx context.Context, m Manifest) (e Entry, err error) {
	if w.ended {
		return Entry{}, errors.New("this backup has ended already")
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("complete the backup %s: %w", w.Path(), w.guard.full(w.Written(), err))
			w.Discard()
		}
	}()
	if err := w.seal(ctx, &m); err != nil {
		return Entry{}, err
	}
	if err := w.writeManifest(&m); err != nil {
		return Entry{}, err
	}
	if err := w.publish(); err != nil {
		return Entry{}, err
	}
	w.ended = true
	removePartial(w.partial()) // what is left of it is the owner's name
	w.pass("cleaned")
	return Entry{Dir: w.dir, Name: w.Name(), Time: w.name.Time, number: w.name.Number, Size: m.Size, Manifest: &m}, nil
}

// seal brings the dump down to the disk, and its size and digests into the manifest.
func (w *Writer) seal(ctx context.Context, m *Manifest) (err error) {
	w.pass("written")
	if w.file == nil {
		m.Files, err = sealFolder(ctx, w.Folder())
		m.Size, m.SHA256 = sizeOf(m.Files), digestOf(m.Files)
		w.written.Store(m.Size)
	} else {
		m.Files = nil
		m.Size, m.SHA256, err = w.sealFile(ctx)
		w.written.Store(m.Size)
	}
	if err != nil {
		return err
	}
	if m.Size == 0 {
		return errors.New("nothing was written")
	}
	w.pass("sealed")
	return w.guard.fits(m.Size)
}

// sealFile brings the file down to the disk, while the bytes that are not hashed yet
// are.
func (w *Writer) sealFile(ctx context.Context) (size int64, digest string, err error) {
	behind := w.behind
	if behind == nil {
		behind = newFollower(w.file, nil)
	}
	var group errgroup.Group
	group.Go(w.file.Sync)
	group.Go(func() error { return behind.finish(ctx) })
	err = errors.Join(group.Wait(), w.file.Close())
	return behind.size, sum(behind.hash), err
}

// sealFolder makes a dump of many files private and lasting, and hashes each.
func sealFolder(ctx context.Context, folder string) ([]File, error) {
	files, err := filesOf(folder)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(folder, 0o700); err != nil {
		return nil, err
	}
	folders := map[string]bool{folder: true}
	for i := range files {
		f := &files[i]
		path := filepath.Join(folder, filepath.FromSlash(f.Path))
		for at := filepath.Dir(path); at != folder; at = filepath.Dir(at) {
			folders[at] = true
		}
		if err := errors.Join(os.Chmod(path, 0o600), syncFile(path)); err != nil {
			return nil, err
		}
		if f.SHA256, f.Size, err = hashFile(ctx, path, nil); err != nil {
			return nil, err
		}
	}
	for at := range folders {
		if err := syncDir(at); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// writeManifest completes the manifest, and puts it into the partial.
func (w *Writer) writeManifest(m *Manifest) error {
	m.FormatVersion, m.File, m.Format = formatVersion, w.Name(), w.name.Format
	if m.Compression == "" {
		m.Compression = "none"
	}
	if m.Created.IsZero() {
		m.Created = time.Now()
	}
	if m.Tables == nil {
		m.Tables = []Table{}
	}
	m.Created, m.Snapshot = m.Created.UTC(), m.Snapshot.UTC()
	m.RestoreByHand = m.byHand()
	if err := m.valid(); err != nil {
		return err
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := writeNew(w.inPartial(manifestFile), append(data, '\n')); err != nil {
		return err
	}
	w.pass("manifest written")
	return syncDir(w.partial())
}

// publish gives the dump and its manifest their names. Where the second step fails,
// the first is taken back.
func (w *Writer) publish() error {
	if free, err := unused(w.dir, w.name); err != nil || !free {
		return errors.Join(err, fmt.Errorf("another file has taken the name %s", w.Name()))
	}
	if err := os.Rename(w.inPartial(dataFile), w.Path()); err != nil {
		return err
	}
	w.pass("dump renamed")
	manifest := filepath.Join(w.dir, manifestName(w.Name()))
	err := syncDir(w.dir)
	if err == nil {
		err = os.Rename(w.inPartial(manifestFile), manifest)
	}
	if err == nil {
		w.pass("manifest renamed")
		if err = syncDir(w.dir); err != nil {
			os.Rename(manifest, w.inPartial(manifestFile))
		}
	}
	if err != nil {
		os.Rename(w.Path(), w.inPartial(dataFile))
	}
	return err
}
