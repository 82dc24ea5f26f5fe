package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// largestManifest is more than 100,000 tables need.
const largestManifest = 256 << 20

// A VersionError is a manifest of a format that this poco doesn't know.
type VersionError struct{ Version int }

func (e *VersionError) Error() string {
	if e.Version > formatVersion {
		return fmt.Sprintf("the manifest has format version %d, of a newer poco; this one reads %d", e.Version, formatVersion)
	}
	return fmt.Sprintf("the manifest has no format version that poco knows: %d, not %d", e.Version, formatVersion)
}

// manifestName is that of the manifest of a backup.
func manifestName(name string) string { return name + ".json" }

// readManifest reads the manifest at path, which must be that of the backup name. It
// follows no symbolic link, and believes nothing that would lead out of the folder.
func readManifest(path, name string) (*Manifest, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("the manifest is no file")
	case info.Size() > largestManifest:
		return nil, fmt.Errorf("the manifest has %d bytes, which no manifest has", info.Size())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the manifest can't be read: %w", err)
	}
	return decode(data, name)
}

// decode reads a manifest. The version comes first: other fields may mean something
// else in another one.
func decode(data []byte, name string) (*Manifest, error) {
	var head struct {
		Version int `json:"format_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("the manifest is no JSON that poco can read: %w", err)
	}
	if head.Version != formatVersion {
		return nil, &VersionError{head.Version}
	}
	m := &Manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("the manifest is no JSON that poco can read: %w", err)
	}
	if m.File != name {
		return nil, fmt.Errorf("the manifest is that of another file: %q", m.File)
	}
	return m, m.valid()
}

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// valid says what no manifest of poco's has.
func (m *Manifest) valid() error {
	name, err := ParseName(m.File)
	switch {
	case err != nil:
		return fmt.Errorf("the manifest's file: %w", err)
	case m.Format != name.Format:
		return fmt.Errorf("the manifest says the format is %q, which %s is not", m.Format, m.File)
	case m.Size <= 0:
		return fmt.Errorf("the manifest says the backup has %d bytes", m.Size)
	case !digest.MatchString(m.SHA256):
		return errors.New("the manifest has no SHA-256")
	case m.Intent == "" || m.Database.Label == "":
		return errors.New("the manifest does not say which block and database it is of")
	case (m.Format == Directory) != (len(m.Files) > 0):
		return errors.New("the manifest does not list the folder's files")
	}
	return m.validFiles()
}

func (m *Manifest) validFiles() error {
	var size int64
	last := ""
	for _, f := range m.Files {
		switch {
		case !validPath(f.Path):
			return fmt.Errorf("the manifest lists %q, which leads out of the folder", f.Path)
		case f.Path <= last:
			return fmt.Errorf("the manifest lists %q out of its order", f.Path)
		case f.Size < 0 || !digest.MatchString(f.SHA256):
			return fmt.Errorf("the manifest does not say what is in %q", f.Path)
		}
		last = f.Path
		size += f.Size
	}
	switch {
	case m.Format != Directory:
		return nil
	case size != m.Size:
		return fmt.Errorf("the manifest's files have %d bytes together, not %d", size, m.Size)
	case digestOf(m.Files) != m.SHA256:
		return errors.New("the manifest's SHA-256 is not that of its files")
	}
	return nil
}

// validPath reports whether a path stays within its folder on every system, and
// is one line.
func validPath(p string) bool {
	return fs.ValidPath(p) && p != "." && filepath.IsLocal(filepath.FromSlash(p)) && !strings.ContainsAny(p, "\\:\n\r\x00")
}

// readProof reads the manifest of a partial, whose backup's name it tells itself.
func readProof(path string) (*Manifest, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var head struct {
		File string `json:"file"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	return decode(data, head.File)
}
