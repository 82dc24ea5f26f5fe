//go:build unix

package page

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"poco/internal/pgcluster"
)

// tools are the programs that the tests need.
type tools struct {
	node, chromium, psql, poco string
	modules                    string // the page's node_modules
}

// find finds them and builds poco, once. Where one is missing the tests are
// skipped, but fail in CI: make test installs them.
func find(t *testing.T) tools {
	t.Helper()
	found, err := search()
	switch {
	case err != nil && os.Getenv("CI") == "":
		t.Skipf("the page is not tested (make test gets what that needs): %v", err)
	case err != nil:
		t.Fatal(err)
	}
	if found.poco, err = build(); err != nil {
		t.Fatal(err)
	}
	return found
}

// search looks for the programs that are not ours.
var search = sync.OnceValues(func() (found tools, err error) {
	if found.node, err = node(); err != nil {
		return found, err
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found.chromium, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if err != nil {
		return found, fmt.Errorf("chromium: %w", err)
	}
	if found.modules, err = filepath.Abs("../../web/ui/node_modules"); err != nil {
		return found, err
	}
	for _, name := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join(found.modules, name, "package.json")); err != nil {
			return found, fmt.Errorf("npm's packages of the page: %w", err)
		}
	}
	programs, err := pgcluster.Find()
	if err != nil {
		return found, err
	}
	if found.psql = programs.Path("psql"); !exists(found.psql) {
		found.psql, err = exec.LookPath("psql")
	}
	return found, err
})

// node is a Node that is new enough, the system's or the one that scripts/need
// installs.
func node() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	const enough = `const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)`
	for _, name := range []string{"node", filepath.Join(cache, "poco", "node", "node_modules", ".bin", "node")} {
		if path, err := exec.LookPath(name); err == nil && exec.Command(path, "-e", enough).Run() == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no node of 20.19 or later")
}

// build builds poco, as people have it. It ends up in a folder that the next test
// run makes anew.
var build = sync.OnceValues(func() (string, error) {
	dir, err := filepath.Abs(filepath.Join("testdata", "bin"))
	if err != nil {
		return "", err
	}
	poco := filepath.Join(dir, "poco")
	cmd := exec.Command("go", "build", "-o", poco, "../..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as make cross has it in the cache
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build poco: %w\n%s", err, out)
	}
	return poco, nil
})

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
