package command

import (
	"io"
	"os"
	"path/filepath"

	"github.com/hashicorp/go-hclog"

	"poco/view"
)

// A logFile is .poco/poco.log, behind a Redactor.
type logFile struct {
	file     *os.File
	redactor *view.Redactor
	logger   hclog.Logger
}

// privateDir makes the folder that holds what poco remembers beside the recipe.
func (a *app) privateDir() (string, error) {
	dir := filepath.Join(a.folder(), ".poco")
	return dir, os.MkdirAll(dir, 0o700)
}

// logger is the log, opened at its first use. Where it cannot be written the
// command goes on without one and says so once: a copy must not fail for its
// log, but nobody should look for one in vain.
func (a *app) logger() hclog.Logger {
	if a.log == nil {
		a.log = a.openLog()
	}
	return a.log.logger
}

func (a *app) openLog() *logFile {
	level := hclog.LevelFromString(a.flags.logLevel)
	if level == hclog.Off {
		return &logFile{logger: hclog.NewNullLogger()}
	}
	dir, err := a.privateDir()
	var file *os.File
	if err == nil {
		file, err = os.OpenFile(filepath.Join(dir, "poco.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	}
	if err != nil {
		a.warn("no log is written", err.Error())
		return &logFile{logger: hclog.NewNullLogger()}
	}
	l := &logFile{file: file, redactor: view.NewRedactor(file)}
	l.redactor.Use(a.secrets.known)
	l.logger = hclog.New(&hclog.LoggerOptions{Name: "poco", Level: level, Output: l, DisableTime: false})
	return l
}

// Write hands hclog's lines on, each whole: a line holds no half of a secret.
func (l *logFile) Write(p []byte) (int, error) {
	if n, err := l.redactor.Write(p); err != nil {
		return n, err
	}
	return len(p), l.redactor.Flush()
}

func (l *logFile) close() {
	if l != nil && l.file != nil {
		_ = l.redactor.Flush()
		_ = l.file.Close()
	}
}

var _ io.Writer = (*logFile)(nil)
