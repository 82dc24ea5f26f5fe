//go:build unix

package storm

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A workplace is a recipe's folder with a source and a target of its own.
type workplace struct {
	t       *testing.T
	lane    *lane
	scene   scene
	dir     string
	dev, qa string // as the harness reaches them
	proxies map[string]*proxy
	begun   time.Time
}

// workplace makes the databases and the recipe of a scene.
func (l *lane) workplace(t *testing.T, s scene) *workplace {
	t.Helper()
	w := &workplace{t: t, lane: l, scene: s, dir: t.TempDir(), dev: l.source(t, s), qa: l.target(t, s),
		proxies: map[string]*proxy{}, begun: time.Now()}
	if s.proxied {
		w.proxies["dev"], w.proxies["qa"] = newProxy(t, l.dev.Port()), newProxy(t, l.qa.Port())
	}
	recipe := fmt.Sprintf(`
database "dev" { url = env("DEV_URL") }
database "qa" { url = env("QA_URL") }
copy "refresh" {
  source = database.dev
  target = database.qa
%s
}
`, s.body())
	if err := os.WriteFile(filepath.Join(w.dir, "refresh.poco.hcl"), []byte(recipe), 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// database is how the harness reaches the database of a side.
func (w *workplace) database(side string) string {
	if side == "dev" {
		return w.dev
	}
	return w.qa
}

func (w *workplace) server(side string) *server {
	if side == "dev" {
		return w.lane.dev
	}
	return w.lane.qa
}

// environment is poco's: it reaches the databases through the proxies where
// there are some.
func (w *workplace) environment() []string {
	env := []string{"HOME=" + w.dir, "PATH=" + os.Getenv("PATH"), "GORACE=halt_on_error=1", "GOTRACEBACK=all"}
	for _, side := range []string{"dev", "qa"} {
		dsn := w.database(side)
		if p := w.proxies[side]; p != nil {
			u, err := url.Parse(dsn)
			if err != nil {
				w.t.Fatal(err)
			}
			u.Host = fmt.Sprintf("127.0.0.1:%d", p.port())
			dsn = u.String()
		}
		env = append(env, strings.ToUpper(side)+"_URL="+dsn)
	}
	return env
}

// databaseOf is the name of the database of a URL.
func databaseOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}

// journal notes what happens, for whoever reads of a failure.
func (w *workplace) journal(format string, args ...any) {
	w.t.Helper()
	w.t.Logf("%6.3f s  %s", time.Since(w.begun).Seconds(), fmt.Sprintf(format, args...))
}

// built is the poco that all tests run, built once.
var built struct {
	sync.Once
	dir string
	err error
}

// pocoBinary is the path of poco.
func pocoBinary(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "poco-storm-"); built.err != nil {
			return
		}
		args := []string{"build", "-o", filepath.Join(built.dir, "poco")}
		if os.Getenv("POCO_STORM_RACE") != "" {
			args = append(args, "-race")
		}
		out, err := exec.Command("go", append(args, "poco")...).CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("build poco: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "poco")
}
