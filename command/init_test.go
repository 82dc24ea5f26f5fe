package command_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What init asks for on a terminal may come without the password: it is typed
// unseen, goes into .env, and is printed nowhere.
func TestInitTakesAPasswordUnseen(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	u, err := url.Parse(s.dev)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	u.User = url.User(u.User.Username())
	s.tty, s.stdin, s.unseen = true, u.String()+"\n\n", password
	r := s.must("init", "--dir", "first")
	if !strings.Contains(r.stderr, "goes to .env") || !strings.Contains(r.stderr, "Password of "+u.User.Username()+"@") {
		t.Errorf("init does not say where the password goes, or does not ask:\n%s", r.stderr)
	}
	if strings.Contains(r.stdout+r.stderr, password) {
		t.Errorf("the password is printed:\n%s", r.stderr)
	}
	env, err := os.ReadFile(filepath.Join(s.dir, "first", ".env"))
	if err != nil || !strings.Contains(string(env), "password="+url.QueryEscape(password)) {
		t.Errorf(".env lacks the password: %v", err)
	}
	s.must("graph", strings.TrimPrefix(u.Path, "/"), "--dir", "first") // it connects
}

// A password on the command line is warned of at a terminal too: the process list
// and the shell's history show it there as well.
func TestInitWarnsOfAPasswordOnTheCommandLine(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.tty = true
	if r := s.must("init", s.dev, "--dir", "first"); !strings.Contains(r.stderr, "a password stood on the command line") {
		t.Errorf("nothing warns:\n%s", r.stderr)
	}
}
