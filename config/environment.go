package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// dotenvName is the file of the recipe's folder that holds its secrets.
const dotenvName = ".env"

// An environment is what env() sees: the .env file, and over it the process's
// own environment.
type environment struct {
	values map[string]string
	path   string // of the .env file
	found  bool   // the file is there
	broken bool   // a part of it could not be read, so that a name may be missing for that
}

// readEnvironment reads the .env file of the folder, if there is one.
func readEnvironment(dir string, environ []string) (*environment, hcl.Diagnostics) {
	e := &environment{values: map[string]string{}, path: filepath.Join(dir, dotenvName)}
	diags := e.readFile()
	for _, entry := range environ {
		if name, value, ok := strings.Cut(entry, "="); ok && name != "" {
			e.values[name] = value
		}
	}
	return e, diags
}

// Dotenv is the value that the .env file of a folder gives a name, empty where it
// gives none. The file's mistakes are for whoever loads the recipe.
func Dotenv(dir, name string) string {
	e, _ := readEnvironment(dir, nil)
	return e.values[name]
}

func (e *environment) readFile() hcl.Diagnostics {
	text, err := os.ReadFile(e.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	e.found = true
	if err != nil {
		e.broken = true
		return hcl.Diagnostics{{
			Severity: hcl.DiagError,
			Summary:  "cannot read the .env file",
			Detail:   fmt.Sprintf("%s. It is read for every command; make it readable, or move it away.", sentence(err)),
		}}
	}
	values, mistakes := parseDotenv(text)
	maps.Copy(e.values, values)
	e.broken = len(mistakes) > 0
	var diags hcl.Diagnostics
	for _, m := range mistakes {
		at := hcl.Pos{Line: m.line, Column: 1}
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  "a line of the .env file cannot be read",
			Detail:   capital(m.reason) + ". The line is not shown, since it may hold a secret.",
			Subject:  &hcl.Range{Filename: dotenvName, Start: at, End: at},
		})
	}
	return diags
}

// missing is the error of env() for a name that is not set.
func (e *environment) missing(name string) *teaching {
	looked := fmt.Sprintf("it is neither in the environment nor in %s", e.path)
	if !e.found {
		looked = fmt.Sprintf("it is not in the environment, and there is no file %s", e.path)
	}
	detail := fmt.Sprintf("%s. %sSet it in one of the two, or give a default: env(%q, …).",
		capital(looked), didYouMean(name, slices.Collect(maps.Keys(e.values))), name)
	return &teaching{summary: fmt.Sprintf("no environment variable named %q", name), detail: detail}
}
