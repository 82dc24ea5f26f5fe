package command_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"poco/command"
	"poco/internal/pgcluster/pgtest"
	"poco/postgres"
)

// A session is a user in a recipe's folder, with two databases.
type session struct {
	t       *testing.T
	dir     string
	dev, qa string
	signals chan os.Signal
	stdin   string
	tty     bool
	unseen  string // typed with the echo off
}

const (
	shopTables = `
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers);
CREATE TABLE notes (id int PRIMARY KEY, text text);`
	devShop = shopTables + `
INSERT INTO customers SELECT n, 'dev ' || n FROM generate_series(1, 20) n;
INSERT INTO orders SELECT n, 1 + n % 20 FROM generate_series(1, 500) n;
INSERT INTO notes SELECT n, 'dev' FROM generate_series(1, 7) n;`
	qaShop = shopTables + `
INSERT INTO customers SELECT n, 'qa ' || n FROM generate_series(1, 5) n;
INSERT INTO orders SELECT n, 1 + n % 5 FROM generate_series(1, 40) n;
INSERT INTO notes SELECT n, 'qa' FROM generate_series(1, 3) n;`
	shopRecipe = `
database "dev" { url = env("DEV_URL") }
database "qa" { url = env("QA_URL") }
copy "refresh" {
  source = database.dev
  target = database.qa
  mode   = "overwrite"
  selection { include = ["orders", "notes"] }
}
`
)

func newSession(t *testing.T) *session {
	t.Helper()
	s := &session{
		t: t, dir: t.TempDir(), signals: make(chan os.Signal, 2),
		dev: pgtest.Database(t, pgtest.Server(t, 0), devShop),
		qa:  pgtest.Database(t, pgtest.Server(t, 1), qaShop),
	}
	s.write("main.poco.hcl", shopRecipe)
	return s
}

func (s *session) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// A result is what a command line came to.
type result struct {
	code           int
	stdout, stderr string
}

// poco runs a command line.
func (s *session) poco(args ...string) result {
	return s.start(args...)()
}

// start runs a command line beside the test; what it gives waits for the end.
func (s *session) start(args ...string) (wait func() result) {
	var stdout, stderr syncBuffer
	env := command.Environment{
		Stdin: strings.NewReader(s.stdin), Stdout: &stdout, Stderr: &stderr, Dir: s.dir,
		Environ:       []string{"DEV_URL=" + s.dev, "QA_URL=" + s.qa},
		StdinTerminal: s.tty, Width: func() int { return 80 }, Now: time.Now,
		Signals: func() (<-chan os.Signal, func()) { return s.signals, func() {} },
		Hidden:  func(context.Context) (string, error) { return s.unseen, nil },
	}
	code := make(chan int, 1)
	go func() { code <- command.Main(args, env) }()
	return func() result {
		s.t.Helper()
		select {
		case c := <-code:
			return result{c, stdout.String(), stderr.String()}
		case <-time.After(2 * time.Minute):
			s.t.Fatalf("poco %s does not end:\n%s%s", strings.Join(args, " "), stdout.String(), stderr.String())
			panic("unreachable")
		}
	}
}

// must runs a command line that has to succeed.
func (s *session) must(args ...string) result {
	s.t.Helper()
	r := s.poco(args...)
	if r.code != 0 {
		s.t.Fatalf("poco %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.stdout, r.stderr)
	}
	return r
}

// query gives the rows of a query on the target.
func (s *session) query(sql string) string {
	s.t.Helper()
	rows, err := pgtest.Query(context.Background(), s.qa, sql)
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Join(rows, "\n")
}

// until waits for a query on the target to give something.
func (s *session) until(sql, want string) {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); s.query(sql) != want; {
		if time.Now().After(end) {
			s.t.Fatalf("%s never gave %s", sql, want)
		}
		<-time.After(20 * time.Millisecond) // a look now and then leaves the server to the run
	}
}

// hold takes a lock on a table of the target, in the way of a run, until release
// is called.
func (s *session) hold(table string) (release func()) {
	s.t.Helper()
	config, err := postgres.ParseConfig(s.qa)
	if err != nil {
		s.t.Fatal(err)
	}
	conn, err := postgres.Connect(context.Background(), config, postgres.Session{Application: "holder"})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := conn.Exec(context.Background(), "BEGIN; LOCK TABLE "+table+" IN ACCESS SHARE MODE"); err != nil {
		s.t.Fatal(err)
	}
	var once sync.Once
	release = func() { once.Do(func() { conn.Close(context.Background()) }) }
	s.t.Cleanup(release)
	return release
}

// waitsForNotes asks whether a session waits for the table. Other databases of the
// server have tables of the same OID.
const waitsForNotes = `SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'notes'::regclass
	AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

// blocked waits until a run stands before the lock that hold took, and has
// dropped the foreign key: it has begun.
func (s *session) blocked() {
	s.t.Helper()
	s.until(waitsForNotes, "t")
	s.until("SELECT count(*) FROM pg_constraint WHERE conname = 'orders_customer_id_fkey'", "0")
}

// A syncBuffer is written and read at once.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// change runs a statement on the target, as another client would.
func (s *session) change(sql string) {
	s.t.Helper()
	if err := pgtest.Exec(context.Background(), s.qa, sql); err != nil {
		s.t.Fatal(err)
	}
}
