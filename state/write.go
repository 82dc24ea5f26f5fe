package state

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// writeFile replaces the file at path in one step: whoever reads it, at whatever
// instant and after whatever crash, finds the old bytes or the new ones, whole.
// The file is of mode 0600; a folder that has to be made, of mode 0700.
func writeFile(path string, data []byte) (err error) {
	defer func() {
		var at *os.PathError
		if errors.As(err, &at) {
			err = &os.PathError{Op: "write", Path: path, Err: at.Err} // a temporary name helps nobody
		}
	}()
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // where it was not renamed
	if err := fill(f, data); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// fill writes, syncs and closes the file.
func fill(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// syncDir makes a rename in the folder survive a crash of the machine. Windows
// can't sync folders.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
