package command_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poco/command"
)

// A servedPage is a `poco ui` under way.
type servedPage struct {
	t          *testing.T
	s          *session
	url, token string
	first      string // line of stdout
	rest       chan string
	stderr     *syncBuffer
	code       chan int
}

// serve starts poco ui, which ends with the test.
func (s *session) serve(args ...string) *servedPage {
	s.t.Helper()
	out, in := io.Pipe()
	p := &servedPage{t: s.t, s: s, rest: make(chan string, 1), stderr: &syncBuffer{}, code: make(chan int, 1)}
	env := command.Environment{
		Stdin: strings.NewReader(""), Stdout: in, Stderr: p.stderr, Dir: s.dir, Environ: []string{"DEV_URL=" + s.dev, "QA_URL=" + s.qa},
		Width: func() int { return 80 }, Now: time.Now, Signals: func() (<-chan os.Signal, func()) { return s.signals, func() {} },
	}
	go func() {
		p.code <- command.Main(append([]string{"ui"}, args...), env)
		in.Close()
	}()
	lines := bufio.NewReader(out)
	p.first, _ = lines.ReadString('\n')
	go func() {
		rest, _ := io.ReadAll(lines)
		p.rest <- string(rest)
	}()
	p.url, p.token, _ = strings.Cut(strings.TrimSpace(p.first), "/#token=")
	return p
}

// end interrupts it, and gives its exit code.
func (p *servedPage) end() int {
	p.t.Helper()
	p.s.signals <- os.Interrupt
	select {
	case code := <-p.code:
		return code
	case <-time.After(time.Minute):
		p.t.Fatal("poco ui does not end")
		return 0
	}
}

// ask sends a request with the token.
func (p *servedPage) ask(method, path, body string) (status int, text string) {
	p.t.Helper()
	r, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(got)
}

func TestPageIsServedUntilTheFirstSignal(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	p := s.serve("--listen", "127.0.0.1:0")
	if !strings.HasPrefix(p.url, "http://127.0.0.1:") || len(p.token) < 32 {
		t.Fatalf("the first line is %q\n%s", p.first, p.stderr)
	}
	if status, text := p.ask("GET", "/api/session", ""); status != 200 || !strings.Contains(text, s.dir) {
		t.Errorf("%d %s", status, text)
	}
	if status, text := p.ask("POST", "/api/connect", `{"database":"dev"}`); status != 200 || !strings.Contains(text, "public.orders") {
		t.Errorf("%d %s", status, text)
	}
	token := p.token
	p.token = "guess"
	if status, _ := p.ask("GET", "/api/session", ""); status != 401 {
		t.Errorf("a wrong token: %d", status)
	}
	if code := p.end(); code != 0 {
		t.Errorf("exit %d\n%s", code, p.stderr)
	}
	if rest := <-p.rest; rest != "" {
		t.Errorf("more than one line on stdout: %q", rest)
	}
	log, err := os.ReadFile(filepath.Join(s.dir, ".poco", "poco.log"))
	if err != nil || strings.Contains(string(log), token) || strings.Contains(p.stderr.String(), token) {
		t.Errorf("the token is in the log or on stderr: %v", err)
	}
}

func TestURLIsOneObjectWithJSON(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	p := s.serve("--listen", "127.0.0.1:0", "--json")
	p.end()
	var got struct{ URL string }
	if err := json.Unmarshal([]byte(p.first+<-p.rest), &got); err != nil || !strings.Contains(got.URL, "/#token=") {
		t.Errorf("%q: %v", p.first, err)
	}
}

func TestBusyPortIsReplacedUnlessItWasAskedFor(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	if l, err := net.Listen("tcp", "127.0.0.1:7432"); err == nil { // else somebody else has it: as good
		defer l.Close()
	}
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	if r := s.poco("ui", "--listen", busy.Addr().String()); r.code != 1 || !strings.Contains(r.stderr, "cannot listen on "+busy.Addr().String()) {
		t.Errorf("exit %d\n%s", r.code, r.stderr)
	}
	p := s.serve()
	if p.url == "" || strings.HasSuffix(p.url, ":7432") || !strings.Contains(p.stderr.String(), "127.0.0.1:7432 is in use") {
		t.Errorf("%q\n%s", p.first, p.stderr)
	}
	p.end()
}

func TestPageThatOthersCanReachSaysSo(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	p := s.serve("--listen", "0.0.0.0:0")
	if status, _ := p.ask("GET", "/api/session", ""); status != 200 {
		t.Errorf("status %d", status)
	}
	p.end()
	if !strings.Contains(p.stderr.String(), "can be reached from other machines") {
		t.Errorf("no warning: %s", p.stderr)
	}
}

func TestCanaryIsInNoAnswerOfThePage(t *testing.T) {
	t.Parallel()
	s := withCanary(t)
	p := s.serve("--listen", "127.0.0.1:0", "--log-level", "trace")
	card, err := json.Marshal(map[string]any{"label": "third", "url": s.dev, "schema": "public", "protected": false})
	if err != nil {
		t.Fatal(err)
	}
	draft := `{"name":"refresh","source":"dev","target":"qa","mode":"overwrite","related":"all","all":true,"backup":true}`
	for _, r := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/api/session", "", 200}, {"GET", "/api/recipe", "", 200},
		{"POST", "/api/databases", string(card), 200},
		{"POST", "/api/connect", `{"database":"third"}`, 200}, {"POST", "/api/connect", `{"database":"qa"}`, 200},
		{"POST", "/api/count", `{"database":"dev","tables":["public.orders"]}`, 200},
		{"POST", "/api/selection", `{"database":"dev","ticked":["public.orders"],"unticked":[],"related":"all"}`, 200},
		{"POST", "/api/recipe/preview", draft, 200},
		{"POST", "/api/databases/remove", `{"database":"third"}`, 200},
		{"POST", "/api/databases", strings.Replace(string(card), "postgres:", "postgrs:", 1), 400},
	} {
		status, text := p.ask(r.method, r.path, r.body)
		if status != r.status {
			t.Errorf("%s: %d, want %d", r.path, status, r.status)
		}
		checkCanary(t, r.path, text)
	}
	p.end()
	checkCanary(t, "stderr", p.stderr.String())
	log, err := os.ReadFile(filepath.Join(s.dir, ".poco", "poco.log"))
	if err != nil {
		t.Fatal(err)
	}
	checkCanary(t, "the log", string(log))
}

// TestDocumentedRequestsAreAnswered sends the requests of docs/api.md with curl.
func TestDocumentedRequestsAreAnswered(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil && os.Getenv("CI") == "" {
		t.Skip("no curl here")
	}
	s := newSession(t)
	if err := os.Remove(filepath.Join(s.dir, "main.poco.hcl")); err != nil {
		t.Fatal(err)
	}
	p := s.serve("--listen", "127.0.0.1:0")
	answer, sent := "", 0
	for _, block := range blocks(page(t, "api.md"), "console") {
		for line := range strings.Lines(block) {
			line = strings.TrimSpace(line)
			typed, ok := strings.CutPrefix(line, "$ ")
			if !ok {
				if !strings.Contains(answer, line) {
					t.Errorf("the answer lacks %s:\n%s", line, answer)
				}
				continue
			}
			curl := exec.Command("sh", "-c", typed)
			curl.Env = append(os.Environ(), "POCO="+p.url, "AUTH=Authorization: Bearer "+p.token, "DEV_URL="+s.dev, "QA_URL="+s.qa)
			out, err := curl.Output()
			if err != nil {
				t.Fatalf("%s: %v", typed, err)
			}
			answer = string(out)
			sent++
		}
	}
	if sent < 10 {
		t.Errorf("only %d requests: the page is not read right", sent)
	}
	p.end()
}
