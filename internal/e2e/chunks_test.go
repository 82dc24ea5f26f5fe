package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// parcels is a table of about 48 MB, and what references it.
const parcels = `CREATE TABLE parcels (id int PRIMARY KEY, v text, n int);
CREATE INDEX parcels_n_idx ON parcels (n);
CREATE TABLE stamps (id int PRIMARY KEY, parcel_id int REFERENCES parcels);`

const parcelRows = `INSERT INTO parcels SELECT i, repeat(md5(i::text), 6), i % 100 FROM generate_series(1, 192000) i;
INSERT INTO stamps SELECT i, i FROM generate_series(1, 1000) i;`

// An event is what a line of --json says.
type event struct {
	Type, Kind, Table, Message string
	Bytes                      int64
}

// applied runs apply --json in this process and gives its events and receipt.
func (w *workplace) applied(args ...string) (events []event, receipt map[string]any) {
	w.t.Helper()
	r := w.must(0, append([]string{"apply", "--auto-approve", "--json"}, args...)...)
	for line := range strings.Lines(r.err) {
		var e event
		if json.Unmarshal([]byte(line), &e) == nil {
			events = append(events, e)
		}
	}
	decoder := json.NewDecoder(strings.NewReader(r.out))
	for decoder.More() {
		var document map[string]any
		if err := decoder.Decode(&document); err != nil {
			w.t.Fatalf("%v in %s", err, r.out)
		}
		receipt = document
	}
	return events, receipt
}

// killedAfter is kill, and gives how many chunks of a table the ledger then holds.
func (w *workplace) killedAfter(copies int, table string, args ...string) string {
	w.t.Helper()
	w.kill(copies, args...)
	// The server may still be ending the killed process's last transaction.
	sql(w.t, w.qa, "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name LIKE 'poco%' AND pid <> pg_backend_pid()")
	return sql(w.t, w.qa, "SELECT count(*) FROM poco.ledger WHERE step LIKE '%/copy/public."+table+"/%'")
}

// kill kills a poco of its own process when it has told of so many copies that are
// done.
func (w *workplace) kill(copies int, args ...string) {
	w.t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"apply", "--auto-approve", "--json"}, args...)...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), child+"=1", "DEV_URL="+w.dev, "QA_URL="+w.qa)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for seen := 0; lines.Scan(); {
		if bytes.Contains(lines.Bytes(), []byte(`"step_done"`)) && bytes.Contains(lines.Bytes(), []byte(`"kind":"copy"`)) {
			if seen++; seen == copies {
				cmd.Process.Kill()
			}
		}
	}
	cmd.Wait()
}

// missingPages is a condition for the rows of a chunk that the ledger does not hold.
func (w *workplace) missingPages() string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, "p.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	var p plan.Plan
	if err := json.Unmarshal(text, &p); err != nil {
		w.t.Fatal(err)
	}
	held := strings.Fields(sql(w.t, w.qa, "SELECT step FROM poco.ledger"))
	for _, s := range p.Steps {
		if s.Kind == plan.Copy && s.Chunk.Of > 1 && s.Chunk.To > 0 && !slices.Contains(held, s.ID) {
			return fmt.Sprintf("ctid >= '(%d,0)' AND ctid < '(%d,0)'", s.Chunk.From, s.Chunk.To)
		}
	}
	w.t.Fatal("no chunk is missing")
	return ""
}

func TestResumeCopiesTheMissingChunksOnly(t *testing.T) {
	for name, x := range map[string]struct {
		mode, change string
		least, most  int    // of the done chunks that are copied again
		says         string // what the resumed run says of the table
	}{
		"nothing changed":                {"overwrite", "SELECT 1", 0, 0, "continued: public.parcels"},
		"a change of what is not copied": {"overwrite", "DELETE FROM parcels WHERE id % 10 = 0 AND ", 0, 0, "continued: public.parcels"},
		"a change of what is copied":     {"overwrite", "DELETE FROM parcels WHERE id = 5000", 10, 11, "copied afresh: public.parcels (chunk 1: it had "},
		// The new version of the row may stand in any chunk.
		"a row moved, mode append":  {"append", "UPDATE parcels SET v = v || repeat('x', 5000) WHERE id = 7", 1, 2, "continued: public.parcels"},
		"rows deleted, mode append": {"append", "DELETE FROM stamps WHERE id < 5; DELETE FROM parcels WHERE id < 5", 1, 1, "continued: public.parcels"},
	} {
		t.Run(name, func(t *testing.T) {
			dev := pgtest.Database(t, pgtest.Server(t, 0), parcels, parcelRows)
			old := "INSERT INTO parcels SELECT i, 'old', i FROM generate_series(1, 100) i"
			if x.mode == "append" {
				old = "SELECT 1"
			}
			qa := pgtest.Database(t, pgtest.Server(t, 1), parcels, old)
			w := setup(t, dev, qa, `
  mode       = "`+x.mode+`"
  jobs       = 1
  chunk_size = "4MB"
  selection { include = ["*"] }`)
			before := schema(t, qa)
			w.must(0, "plan", "--out", "p.json")
			held := w.killedAfter(10, "parcels", "p.json")
			if held != "10" && held != "11" {
				t.Fatalf("the ledger holds %s chunks", held)
			}
			done := 10 + strings.Count(held, "11")
			if strings.HasSuffix(x.change, " AND ") {
				x.change += w.missingPages()
			}
			sql(t, dev, x.change)
			want := content(t, dev)
			events, receipt := w.applied("p.json")
			copies, bytes, said := 0, int64(0), false
			for _, e := range events {
				if e.Type == "step_done" && e.Kind == "copy" {
					bytes += e.Bytes
					if e.Table == "public.parcels" {
						copies++
					}
				}
				said = said || strings.Contains(e.Message, x.says)
			}
			if again := copies - (12 - done); again < x.least || again > x.most {
				t.Errorf("%d chunks of 12 were copied, %d were done", copies, done)
			}
			if got := receipt["bytes"]; got != float64(bytes) {
				t.Errorf("the receipt says %v bytes, the chunks copied have %d", got, bytes)
			}
			if !said {
				t.Errorf("%q is not said in %+v", x.says, events)
			}
			same(t, "content", want, content(t, qa))
			same(t, "schema", before, schema(t, qa))
		})
	}
}
