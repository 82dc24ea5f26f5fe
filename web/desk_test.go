package web

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/internal/pgcluster/pgtest"
	"poco/state"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const shop = `
CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, note text);
INSERT INTO customers SELECT i, 'c' || i FROM generate_series(1, 50) i;
INSERT INTO orders SELECT i, 1 + i % 50, repeat('x', 100) FROM generate_series(1, 3000) i;
ANALYZE;`

const recipe = `database "dev" { url = env("DEV") }
database "qa" { url = env("QA") }
copy "refresh" {
  source = database.dev
  target = database.qa
  mode   = "overwrite"
  selection { include = ["orders"] }
}
`

// A desk is a page with two databases behind it, and whoever sits before it.
type desk struct {
	t       *testing.T
	dir     string
	dev, qa string
	page    *Server
	server  *httptest.Server
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), dev: pgtest.Database(t, pgtest.Server(t, 0), shop), qa: pgtest.Database(t, pgtest.Server(t, 1), shop)}
	d.exec(d.dev, "UPDATE orders SET note = 'new' WHERE id % 3 = 0")
	d.write("recipe.poco.hcl", recipe)
	d.serve()
	return d
}

// serve starts the page's process anew, as far as a test can without one.
func (d *desk) serve() {
	d.t.Helper()
	load := func() (*config.Recipe, hcl.Diagnostics) {
		return config.Load(d.dir, config.Options{Environ: []string{"DEV=" + d.dev, "QA=" + d.qa}})
	}
	d.server = httptest.NewUnstartedServer(nil)
	d.page = New(Options{
		Dir: d.dir, Load: load, Hide: func(text string) string { return text }, Learn: func(string) {},
		OpenStore: func(_ context.Context, r *config.Recipe) (state.Store, error) { return state.OpenLocal(r.State.Path) },
		Resolver: func(r *config.Recipe) func(string) (string, error) {
			return func(label string) (string, error) { return r.Database(label).URL.Reveal(), nil }
		},
		Explain: func(err error) (hcl.Diagnostics, map[string]*hcl.File) {
			return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: err.Error()}}, nil
		},
		CommandLine: func(args ...string) string { return "poco " + strings.Join(args, " ") },
		Holder: func(command string) state.Holder {
			return state.Holder{User: "tester", Host: "here", PID: os.Getpid(), Command: command}
		},
		Version: "test", Log: hclog.NewNullLogger(), Token: "secret", Hosts: []string{d.server.Listener.Addr().String()},
	})
	d.server.Config = d.page.HTTP()
	d.server.Start()
	page, server := d.page, d.server
	d.t.Cleanup(func() {
		_ = page.Close(context.Background()) // a test may have stopped its run
		server.Close()
	})
}

func (d *desk) exec(url, sql string) {
	d.t.Helper()
	if err := pgtest.Exec(d.t.Context(), url, sql); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) query(url, sql string) []string {
	d.t.Helper()
	rows, err := pgtest.Query(d.t.Context(), url, sql)
	if err != nil {
		d.t.Fatal(err)
	}
	return rows
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// wantEqual proves that qa holds dev's orders.
func (d *desk) wantEqual() {
	d.t.Helper()
	const sum = "SELECT count(*) || md5(string_agg(o::text, ',' ORDER BY id)) FROM orders o"
	if dev, qa := d.query(d.dev, sum), d.query(d.qa, sum); dev[0] != qa[0] {
		d.t.Errorf("dev holds %s, qa %s", dev, qa)
	}
}

// send makes a request as the page makes it.
func (d *desk) send(method, path string, body []byte, header ...string) *http.Response {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+path, bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := d.server.Client().Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer
}

// asked is the answer to a request, which must have the status.
func asked[T any](d *desk, status int, method, path string, form any) (value T) {
	d.t.Helper()
	text, err := json.Marshal(form, toPage)
	if err != nil {
		d.t.Fatal(err)
	}
	answer := d.send(method, path, text)
	defer answer.Body.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(answer.Body); err != nil {
		d.t.Fatal(err)
	}
	if answer.StatusCode != status {
		d.t.Fatalf("%s %s: status %d, want %d: %s", method, path, answer.StatusCode, status, got.String())
	}
	if err := json.Unmarshal(got.Bytes(), &value, json.WithUnmarshalers(json.UnmarshalFunc(func(text []byte, n *int64) (err error) {
		*n, err = strconv.ParseInt(strings.Trim(string(text), `"`), 10, 64)
		return err
	}))); err != nil {
		d.t.Fatalf("%s %s: %v in %s", method, path, err, got.String())
	}
	return value
}

// told are the messages of a run behind a number, up to most of them or the end.
func (d *desk) told(run string, after int64, most int) (numbers []int64, messages []Message) {
	d.t.Helper()
	return d.listen(run, after, func(messages []Message) bool { return len(messages) >= most })
}

// listen hears a run's messages behind a number, until it is enough or the end.
func (d *desk) listen(run string, after int64, enough func([]Message) bool) (numbers []int64, messages []Message) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", d.server.URL+"/api/status/"+run+"/events", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("Last-Event-ID", strconv.FormatInt(after, 10))
	answer, err := d.server.Client().Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for !enough(messages) && lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			n, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				d.t.Fatal(err)
			}
			numbers = append(numbers, n)
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var m Message
			if err := json.Unmarshal([]byte(data), &m, json.WithUnmarshalers(json.UnmarshalFunc(func(text []byte, n *int64) (err error) {
				*n, err = strconv.ParseInt(strings.Trim(string(text), `"`), 10, 64)
				return err
			}))); err != nil {
				d.t.Fatal(err)
			}
			messages = append(messages, m)
		}
	}
	return numbers, messages
}
