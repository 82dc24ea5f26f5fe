package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/postgres"
	"poco/state"
	"poco/view"
)

const token = "the-token-of-the-test"

// A page is a served folder.
type page struct {
	t    *testing.T
	dir  string
	url  string // http://127.0.0.1:PORT
	host string // 127.0.0.1:PORT
	// told are all answers, for what may be in none.
	told strings.Builder
}

// newPage serves an empty folder.
func newPage(t *testing.T, change ...func(*Options)) *page {
	t.Helper()
	p := &page{t: t, dir: t.TempDir()}
	var mu sync.Mutex
	var secrets, public []string
	learn := func(dsn string) {
		mu.Lock()
		defer mu.Unlock()
		if c, err := postgres.ParseConfig(dsn); err == nil {
			secrets, public = append(secrets, c.Password()), append(public, c.Host(), c.DBName(), c.User())
		}
	}
	o := Options{
		Dir: p.dir, Token: token, Version: "0.1.0", Log: hclog.NewNullLogger(), Learn: learn,
		Load: func() (*config.Recipe, hcl.Diagnostics) {
			recipe, diags := config.Load(p.dir, config.Options{})
			mu.Lock()
			for _, s := range recipe.Secrets {
				secrets = append(secrets, s.Reveal())
			}
			mu.Unlock()
			for _, db := range recipe.Databases {
				learn(db.URL.Reveal())
			}
			return recipe, diags
		},
		Resolver: func(recipe *config.Recipe) func(string) (string, error) {
			return func(label string) (string, error) { return recipe.Database(label).URL.Reveal(), nil }
		},
		OpenStore: func(ctx context.Context, recipe *config.Recipe) (state.Store, error) {
			return state.OpenLocal(recipe.State.Path)
		},
		Explain: func(err error) (hcl.Diagnostics, map[string]*hcl.File) {
			return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: postgres.Explain(err)}}, nil
		},
		CommandLine: func(args ...string) string { return "poco " + strings.Join(args, " ") },
		Hide: func(text string) string {
			mu.Lock()
			defer mu.Unlock()
			return view.NewSecrets(secrets, public).Hide(text)
		},
		Holder: func(command string) state.Holder { return state.Holder{User: "ann", Host: "desk", Command: command} },
	}
	server := httptest.NewUnstartedServer(nil)
	p.host = server.Listener.Addr().String()
	p.url = "http://" + p.host
	o.Hosts = []string{p.host, "localhost" + p.host[strings.LastIndex(p.host, ":"):]}
	for _, c := range change {
		c(&o)
	}
	s := New(o)
	server.Config = s.HTTP()
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = s.Close(ctx)
	})
	return p
}

func (p *page) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) read(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// send sends a request as the page does, changed as asked.
func (p *page) send(method, path, text string, change ...func(*http.Request)) (*http.Response, string) {
	p.t.Helper()
	r, err := http.NewRequest(method, p.url+path, strings.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, c := range change {
		c(r)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	p.told.WriteString(string(got) + "\n")
	return answer, string(got)
}

// ask posts a value, and reads the answer, whose status has to be the wanted one.
func ask[T any](p *page, path string, form any, status int) (value T) {
	p.t.Helper()
	text, err := json.Marshal(form, toPage)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, got := p.send(http.MethodPost, path, string(text))
	if answer.StatusCode != status {
		p.t.Fatalf("POST %s: %d, want %d\n%s", path, answer.StatusCode, status, got)
	}
	if err := json.Unmarshal([]byte(got), &value, fromPage); err != nil {
		p.t.Fatalf("POST %s: %v\n%s", path, err, got)
	}
	return value
}

// header sets one header of a request; an empty value takes it out.
func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
		if name == "Host" {
			r.Host = value
		}
	}
}
