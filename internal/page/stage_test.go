//go:build unix

package page

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// A stage is what a script plays on: a folder, a source dev and a target qa on
// servers of their own, a poco, a browser.
type stage struct {
	t        *testing.T
	tools    tools
	folder   string
	pictures string // where failures and screens are drawn
	dev, qa  string
}

// A scenery fills the two databases.
type scenery struct{ dev, qa []string }

// longest is how long one script may take.
const longest = 6 * time.Minute

// open makes a stage, of which the roles' passwords are hard to write in any of
// the places where they should not be.
func open(t *testing.T, s scenery) *stage {
	t.Helper()
	tools := find(t)
	dev, qa := pgtest.Server(t), pgtest.Server(t, 1)
	return &stage{t: t, tools: tools, folder: t.TempDir(), pictures: drawer(t),
		dev: awkward(t, dev, pgtest.Database(t, dev, s.dev...)),
		qa:  awkward(t, qa, pgtest.Database(t, qa, s.qa...))}
}

// password holds what is special in URLs, shells, HTML, JSON and HCL.
const password = `pä55 w<o>r&d"'?#%/:@\${x}`

// awkward gives a database's URL with a superuser of that password.
func awkward(t *testing.T, cluster *pgcluster.Cluster, dsn string) string {
	t.Helper()
	err := pgtest.Exec(t.Context(), cluster.URL("postgres"), `DO $do$ BEGIN
	IF to_regrole('keeper') IS NULL THEN
		CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '`+strings.ReplaceAll(password, "'", "''")+`';
	END IF; END $do$`)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("keeper", password)
	return u.String()
}

// drawer is the folder for pictures: one that stays, where the test fails.
func drawer(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "poco-page-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			os.RemoveAll(dir)
		}
	})
	return dir
}

// shopRecipe is a recipe that is there before the page is opened, for the scripts
// that are not about writing one.
const shopRecipe = `database "dev" {
  url = env("DEV_URL")
}

database "qa" {
  url = env("QA_URL")
}
`

// with writes a recipe and its secrets.
func (s *stage) with(recipe string) *stage {
	s.t.Helper()
	env := "DEV_URL='" + s.dev + "'\nQA_URL='" + s.qa + "'\n"
	for name, text := range map[string]string{"shop.poco.hcl": recipe, ".env": env} {
		if err := os.WriteFile(filepath.Join(s.folder, name), []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	return s
}

// run plays a script to its end. It has the stage in its environment.
func (s *stage) run(name string) {
	s.t.Helper()
	given, err := json.Marshal(map[string]any{
		"name": name, "poco": s.tools.poco, "chromium": s.tools.chromium, "psql": s.tools.psql,
		"modules": s.tools.modules, "folder": s.folder, "pictures": s.pictures,
		"dev": s.dev, "qa": s.qa, "password": password, "patience": 60_000, "timed": os.Getenv("POCO_TEST_TIMED") != "",
	})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), longest)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.tools.node, filepath.Join("scripts", name+".mjs"))
	cmd.Env = append(os.Environ(), "POCO_PAGE="+string(given))
	// The browser and poco are its children: they end with it, however it ends.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	if cmd.Process != nil {
		if kill := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); kill != nil && !errors.Is(kill, syscall.ESRCH) {
			s.t.Logf("end what %s started: %v", name, kill)
		}
	}
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, &out)
	}
	s.t.Logf("%s\n%s", name, &out)
}
