package demo

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"poco/internal/pgcluster"
)

// A folder is where a demo lives: the recipe, .env, and in .poco what poco
// remembers, among it the marker that says where the servers are.
type folder string

// A place is one server's folder.
type place struct {
	Label string `json:"label"`
	Dir   string `json:"dir"`
}

// A NotDemoError says that a folder holds something that is not a demo.
type NotDemoError struct{ Dir string }

func (e *NotDemoError) Error() string {
	return fmt.Sprintf("%s is not empty and holds no demo", e.Dir)
}

func (f folder) path(parts ...string) string {
	return filepath.Join(append([]string{string(f)}, parts...)...)
}

func (f folder) marker() string { return f.path(".poco", "demo.json") }

// claim makes the folder a demo's, unless it holds something else.
func (f folder) claim() error {
	entries, err := os.ReadDir(string(f))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return os.MkdirAll(string(f), 0o755)
	case err != nil:
		return err
	case len(entries) == 0:
		return nil
	}
	if _, err := os.Stat(f.marker()); err != nil {
		return &NotDemoError{Dir: string(f)}
	}
	return nil
}

// places reads where the demo's servers are; there are none where Stop has been.
func (f folder) places() ([]place, error) {
	data, err := os.ReadFile(f.marker())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var places []place
	if err := json.Unmarshal(data, &places); err != nil {
		return nil, fmt.Errorf("%s: %w", f.marker(), err)
	}
	return places, nil
}

// place chooses the servers' folders and notes them before there is a server, so
// that a demo which was killed can be taken down.
func (f folder) place() ([]place, error) {
	home := f.path("servers")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return nil, err
	}
	if pgcluster.Reachable(filepath.Join(home, Production)) != nil {
		var err error
		if home, err = os.MkdirTemp("", "poco-demo-"); err != nil {
			return nil, err
		}
		if err := os.Chmod(home, 0o755); err != nil {
			return nil, err
		}
	}
	places := []place{{Production, filepath.Join(home, Production)}, {Staging, filepath.Join(home, Staging)}}
	return places, f.mark(places)
}

// mark writes the marker.
func (f folder) mark(places []place) error {
	data, err := json.MarshalIndent(places, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.path(".poco"), 0o700); err != nil {
		return err
	}
	return os.WriteFile(f.marker(), append(data, '\n'), 0o600)
}

// forget removes what poco remembers of the servers that are gone: their runs,
// the plan, the passwords. The folder stays a demo's.
func (f folder) forget() error {
	places, err := f.places()
	if err != nil || places == nil {
		return err
	}
	for _, name := range []string{".poco", ".env", "servers", planFile} {
		if err := os.RemoveAll(f.path(name)); err != nil {
			return err
		}
	}
	for _, p := range places {
		os.Remove(filepath.Dir(p.Dir)) // a temporary one, once it is empty
	}
	return f.mark([]place{})
}

// Recipe is the recipe's file.
const Recipe = "refresh.poco.hcl"

// planFile is the plan that `poco demo` saves.
const planFile = "refresh.plan.json"

//go:embed shop/refresh.poco.hcl
var recipe string

const ignored = ".env\n.poco/\nbackups/\nservers/\n"

// write writes the recipe's folder. An edited recipe stays.
func (f folder) write(servers []*Server) error {
	var env strings.Builder
	env.WriteString("# The passwords of the demo's servers; poco demo writes them anew.\n")
	for _, s := range servers {
		fmt.Fprintf(&env, "%s%s_URL=%s\n", urlPrefix, strings.ToUpper(s.Label), s.url)
	}
	if err := os.WriteFile(f.path(".env"), []byte(env.String()), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(f.path(".gitignore"), []byte(ignored), 0o644); err != nil {
		return err
	}
	if _, err := os.Stat(f.path(Recipe)); err == nil {
		return nil
	}
	return os.WriteFile(f.path(Recipe), []byte(recipe), 0o644)
}
