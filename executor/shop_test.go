package executor

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// The shop is what the tests copy: three tables in a chain of foreign keys, one
// that the target lacks, one of the target that points into them, a trigger.
const (
	shopTables = `
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, note text);
CREATE INDEX orders_note ON orders (note);
CREATE TABLE items (order_id bigint REFERENCES orders, no int, what text, PRIMARY KEY (order_id, no));
`
	shopSource = shopTables + `
CREATE TABLE tags (id int CONSTRAINT tags_pkey PRIMARY KEY, text text);
INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, 50) i;
INSERT INTO orders (customer_id, note) SELECT i % 50 + 1, repeat('note ', i % 7) FROM generate_series(1, 300) i;
INSERT INTO items SELECT i, n, 'thing' FROM generate_series(1, 300) i, generate_series(1, 3) n;
INSERT INTO tags SELECT i, 'tag ' || i FROM generate_series(1, 20) i;
`
	shopTarget = shopTables + `
CREATE TABLE invoices (id int PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE TABLE audit (id bigint);
CREATE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.audit VALUES (NEW.id); RETURN NEW; END $$;
INSERT INTO customers SELECT i, 'old ' || i FROM generate_series(1, 5) i;
INSERT INTO orders (customer_id, note) SELECT i, 'old' FROM generate_series(1, 5) i;
INSERT INTO items SELECT i, 1, 'old' FROM generate_series(1, 5) i;
INSERT INTO invoices SELECT i, i FROM generate_series(1, 4) i;
CREATE TRIGGER orders_audit AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note_it();
`
)

// A shop is a source and a target, and how to apply a plan to them.
type shop struct {
	t              testing.TB
	source, target string // URLs
	dir            string

	mu     sync.Mutex
	events []Event
}

func newShop(t testing.TB) *shop {
	t.Helper()
	return &shop{t: t, dir: t.TempDir(),
		source: pgtest.Database(t, pgtest.Server(t), shopSource),
		target: pgtest.Database(t, pgtest.Server(t, 1), shopTarget)}
}

// ownShop has a target server of its own, which the test may kill.
func ownShop(t testing.TB) (*shop, *pgcluster.Cluster) {
	t.Helper()
	cluster := pgtest.Own(t, pgcluster.Options{})
	return &shop{t: t, dir: t.TempDir(),
		source: pgtest.Database(t, pgtest.Server(t), shopSource),
		target: pgtest.Database(t, cluster, shopTarget)}, cluster
}

func (s *shop) store() state.Store {
	s.t.Helper()
	store, err := state.OpenLocal(filepath.Join(s.dir, ".poco", "state.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	return store
}

// options are those of an apply that records its events. A dead process's session
// may live for a moment, so that locks are waited for.
func (s *shop) options() Options {
	return Options{Resolve: s.resolve, Store: s.store(), LockTimeout: 20 * time.Second, Jobs: 2,
		Holder: state.Holder{User: "ci", Host: "build-2", PID: os.Getpid(), Command: "poco apply", Since: time.Now().UTC().Truncate(time.Second)},
		Events: func(e Event) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.events = append(s.events, e)
		}}
}

func (s *shop) resolve(label string) (string, error) {
	return map[string]string{"dev": s.source, "qa": s.target}[label], nil
}

// recorded are the events of a type so far.
func (s *shop) recorded(of EventType) (list []Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.Type == of {
			list = append(list, e)
		}
	}
	return list
}

func (s *shop) exec(url, sql string) {
	s.t.Helper()
	if err := pgtest.Exec(context.Background(), url, sql); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) query(url, sql string) []string {
	s.t.Helper()
	rows, err := pgtest.Query(context.Background(), url, sql)
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// database is what a plan says of a database. Databases of one setup have equal
// facts, which are read once; their OIDs differ.
func (s *shop) database(url, setup string, names ...string) plan.Database {
	s.t.Helper()
	facts.Lock()
	defer facts.Unlock()
	key := setup + strings.Join(names, ",") + s.server(url)
	d, known := facts.of[key]
	if !known {
		d = s.read(url, names...)
		facts.of[key] = d
	}
	config, err := postgres.ParseConfig(url)
	if err != nil {
		s.t.Fatal(err)
	}
	d.DBName = config.DBName()
	fmt.Sscan(s.query(url, "SELECT oid FROM pg_database WHERE datname = current_database()")[0], &d.DatabaseOID)
	return d
}

var facts = struct {
	sync.Mutex
	of map[string]plan.Database
}{of: map[string]plan.Database{}}

func (s *shop) server(url string) string {
	config, err := postgres.ParseConfig(url)
	if err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprint(config.Port())
}

// read reads a database's catalog.
func (s *shop) read(url string, names ...string) plan.Database {
	s.t.Helper()
	ctx := context.Background()
	config, err := postgres.ParseConfig(url)
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := postgres.Connect(ctx, config, postgres.Session{Schema: "public"})
	if err != nil {
		s.t.Fatal(err)
	}
	defer c.Close(ctx)
	catalog, err := postgres.ReadCatalog(ctx, c, "public")
	if err != nil {
		s.t.Fatal(err)
	}
	d := plan.Database{Host: config.Host(), Port: config.Port(), DBName: config.DBName(), User: config.User(), Schema: "public",
		ServerVersion: catalog.Server.Version, SystemIdentifier: catalog.Server.SystemIdentifier,
		Ledger: "poco", DatabaseOID: catalog.Server.DatabaseOID, Seen: map[string][]string{}}
	for _, name := range names {
		var facts []string
		if t := catalog.Table(public(name)); t != nil {
			facts = t.Facts()
		}
		d.Seen[public(name).String()] = facts
	}
	return d
}

func public(name string) plan.Name { return plan.Name{Schema: "public", Name: name} }

// The rows of each table at first; the target lacks tags.
var (
	sourceRows = map[string]int64{"customers": 50, "orders": 300, "items": 900, "tags": 20}
	targetRows = map[string]int64{"customers": 5, "orders": 5, "items": 5}
)

var shopColumns = map[string][]string{
	"customers": {"id", "name"}, "orders": {"id", "customer_id", "note"}, "items": {"order_id", "no", "what"}, "tags": {"id", "text"},
}

// A builder makes a plan by hand, as the planner would.
type builder struct {
	*shop
	p    *plan.Plan
	mode plan.Mode
}

func (s *shop) builder(mode plan.Mode) *builder {
	all := []string{"customers", "orders", "items", "tags"}
	return &builder{shop: s, mode: mode, p: &plan.Plan{FormatVersion: plan.FormatVersion, PocoVersion: "test",
		Databases: map[string]plan.Database{
			"dev": s.database(s.source, shopSource, all...),
			"qa":  s.database(s.target, shopTarget, append(all, "invoices")...)},
		Intents: []plan.Intent{{Name: "copy.refresh", Kind: "copy", Source: "dev", Target: "qa", Mode: mode, Jobs: 2}},
		Cycles:  [][]plan.Name{}, Warnings: []plan.Warning{}}}
}

func (b *builder) step(kind plan.Kind, table, object string, needs []string, sql ...string) *plan.Step {
	name := public(table)
	b.p.Steps = append(b.p.Steps, plan.Step{ID: stepID(kind, table, object), Kind: kind, Intent: "copy.refresh",
		Needs: needs, Table: &name, Object: object, SQL: sql})
	return &b.p.Steps[len(b.p.Steps)-1]
}

func stepID(kind plan.Kind, table, object string) string {
	return strings.TrimSuffix(fmt.Sprintf("copy.refresh/%s/%s/%s", kind, table, object), "/")
}

// table adds a table and its copy step, with statements before and after the
// COPY.
func (b *builder) table(name string, needs []string, before, after []string) *plan.Step {
	columns := strings.Join(shopColumns[name], ", ")
	var held *int64
	if n, there := targetRows[name]; there {
		held = &n
	}
	t := plan.Table{Intent: "copy.refresh", Source: public(name), Target: public(name), Mode: b.mode, Why: "selected",
		Columns: shopColumns[name], Key: []string{"id"}, Created: held == nil, Bytes: 8192}
	if name == "items" {
		t.Key = []string{"order_id", "no"}
	}
	t.Rows = plan.Rows{Source: sourceRows[name], Target: held, Exact: true, SourceExact: true, TargetExact: true}
	b.p.Tables = append(b.p.Tables, t)
	sql := append(append(before, "COPY public."+name+" ("+columns+") FROM STDIN"), after...)
	s := b.step(plan.Copy, name, "", needs, sql...)
	s.Read, s.CopyIn, s.Rows, s.Bytes = "COPY public."+name+" ("+columns+") TO STDOUT", len(before), t.Rows.Source, t.Bytes
	s.Chunk = &plan.Chunk{Number: 1, Of: 1}
	if b.mode == plan.Overwrite && held != nil {
		s.Destroys = []plan.Destroys{{Table: public(name), Rows: *held, Exact: true}}
	}
	return s
}

func (b *builder) sealed() *plan.Plan {
	b.t.Helper()
	for _, t := range b.p.Tables {
		b.p.Summary.Tables++
		b.p.Summary.RowsToCopy += t.Rows.Source
	}
	b.p.Summary.Exact = true
	if err := b.p.Seal(); err != nil {
		b.t.Fatal(err)
	}
	var text bytes.Buffer
	if err := b.p.Encode(&text); err != nil {
		b.t.Fatal(err)
	}
	p, err := plan.Decode(&text)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// shopKeys are the foreign keys of the target: of which table, and their clause.
var shopKeys = [][3]string{
	{"orders", "orders_customer_id_fkey", "FOREIGN KEY (customer_id) REFERENCES customers(id)"},
	{"items", "items_order_id_fkey", "FOREIGN KEY (order_id) REFERENCES orders(id)"},
	{"invoices", "invoices_order_id_fkey", "FOREIGN KEY (order_id) REFERENCES orders(id)"},
}

// overwrite is the plan that replaces the target's rows, and creates tags.
func (s *shop) overwrite() *plan.Plan {
	b := s.builder(plan.Overwrite)
	var drops, copies []string
	for _, key := range shopKeys {
		drop := b.step(plan.DropForeignKey, key[0], key[1], nil, "ALTER TABLE public."+key[0]+" DROP CONSTRAINT "+key[1])
		drop.RestoredBy = []string{stepID(plan.AddForeignKey, key[0], key[1])}
		drops = append(drops, drop.ID)
	}
	create := b.step(plan.CreateTable, "tags", "", nil, "CREATE TABLE public.tags (id int, text text)")
	create.RestoredBy = []string{stepID(plan.AddConstraint, "tags", "tags_pkey")}
	for _, name := range []string{"customers", "orders", "items", "tags"} {
		before, after, needs := []string{"TRUNCATE ONLY public." + name}, []string(nil), drops
		switch name {
		case "orders":
			before = append(before, "ALTER TABLE public.orders DISABLE TRIGGER orders_audit")
			after = []string{"ALTER TABLE public.orders ENABLE TRIGGER orders_audit"}
		case "tags":
			before, needs = nil, []string{create.ID}
		}
		copies = append(copies, b.table(name, needs, before, after).ID)
	}
	b.step(plan.AddConstraint, "tags", "tags_pkey", []string{copies[3]}, "ALTER TABLE public.tags ADD CONSTRAINT tags_pkey PRIMARY KEY (id)")
	set := b.step(plan.SetSequence, "orders", "public.orders_id_seq", copies[1:2], "SELECT setval('public.orders_id_seq', $1, $2)")
	set.Read = "SELECT last_value, is_called FROM public.orders_id_seq"
	b.keysBack(copies)
	b.step(plan.Analyze, "orders", "", copies, "ANALYZE public.orders")
	return b.sealed()
}

// keysBack puts the foreign keys back and validates them.
func (b *builder) keysBack(copies []string) {
	for _, key := range shopKeys {
		alter := "ALTER TABLE public." + key[0]
		add := b.step(plan.AddForeignKey, key[0], key[1], copies, alter+" ADD CONSTRAINT "+key[1]+" "+key[2]+" NOT VALID")
		b.step(plan.ValidateForeignKey, key[0], key[1], []string{add.ID}, alter+" VALIDATE CONSTRAINT "+key[1])
	}
}

func (s *shop) apply(p *plan.Plan, o Options) *Receipt {
	s.t.Helper()
	receipt, err := Apply(context.Background(), p, o)
	if err != nil {
		s.t.Fatalf("apply: %v", err)
	}
	return receipt
}

// content is all that the copied tables of a database hold, one row a line.
func (s *shop) content(url string) []string {
	s.t.Helper()
	var queries []string
	for _, table := range slices.Sorted(maps.Keys(shopColumns)) {
		queries = append(queries, fmt.Sprintf("SELECT '%s', ROW(%s)::text COLLATE \"C\" FROM %s", table, strings.Join(shopColumns[table], ", "), table))
	}
	return s.query(url, strings.Join(queries, " UNION ALL ")+" ORDER BY 1, 2")
}

// wantCopied proves that the target holds the source's rows, that all is in place
// as the plan saw it, and that nothing of poco is left.
func (s *shop) wantCopied(p *plan.Plan) {
	s.t.Helper()
	if diff := cmp.Diff(s.content(s.source), s.content(s.target)); diff != "" {
		s.t.Errorf("content (-source +target):\n%s", diff)
	}
	s.wantInPlace(p)
}

// wantInPlace proves that the tables which were there are defined as before, that
// those outside the copy hold their rows, and that nothing of poco is left on the
// target.
func (s *shop) wantInPlace(p *plan.Plan) {
	s.t.Helper()
	want := p.Databases["qa"].Seen
	now := s.read(s.target, "customers", "orders", "items", "invoices").Seen
	for table, facts := range now {
		if diff := cmp.Diff(want[table], facts); diff != "" {
			s.t.Errorf("the definition of %s (-planned +now):\n%s", table, diff)
		}
	}
	const rest = `SELECT 'invoices ' || count(*) FROM invoices UNION ALL SELECT 'audit ' || count(*) FROM audit
		UNION ALL SELECT 'sequence ' || last_value || ' ' || is_called FROM orders_id_seq
		UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'poco%'`
	if diff := cmp.Diff([]string{"invoices 4", "audit 0", "sequence 300 true"}, s.query(s.target, rest)); diff != "" {
		s.t.Errorf("the rest of the target (-want +got):\n%s", diff)
	}
}

// wantStatus proves how the store's newest run ended.
func (s *shop) wantStatus(want state.Status) state.Run {
	s.t.Helper()
	runs, err := s.store().Runs(context.Background())
	if err != nil || len(runs) == 0 {
		s.t.Fatalf("runs %v, %v", runs, err)
	}
	if runs[0].Status != want {
		s.t.Errorf("the run is %s (%s), want %s", runs[0].Status, runs[0].Error, want)
	}
	return runs[0]
}
