package web

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

const sampleShop = `
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL DEFAULT 'x');
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));
CREATE TABLE notes (id bigint);
CREATE VIEW names AS SELECT name FROM customers;
CREATE TABLE "<img src=x onerror=alert(1)>" (id bigint PRIMARY KEY, "a.b""c" text);
COMMENT ON TABLE notes IS '<script>alert(1)</script>';
INSERT INTO customers SELECT g FROM generate_series(1, 7) g;
INSERT INTO orders SELECT g, 1 + g % 7 FROM generate_series(1, 30) g;
INSERT INTO "<img src=x onerror=alert(1)>" VALUES (1, 'x');
ANALYZE;
`

func public(name string) plan.Name { return plan.Name{Schema: "public", Name: name} }

const odd = "<img src=x onerror=alert(1)>"

func (p *page) addCard(label, dsn string) Recipe {
	p.t.Helper()
	return ask[Recipe](p, "/api/databases", CardForm{Label: label, URL: dsn, Schema: "public"}, 200)
}

func TestCardIsAddedChangedAndRemoved(t *testing.T) {
	p := newPage(t)
	answer, text := p.send("GET", "/api/recipe", "")
	if answer.StatusCode != 200 || !strings.Contains(text, `"problems":[]`) || !strings.Contains(text, `"databases":[]`) {
		t.Fatalf("an empty folder: %s", text)
	}
	r := p.addCard("dev", "postgres://ann:first-canary@localhost:5432/shop")
	want := []Card{{Label: "dev", Address: "ann@localhost:5432/shop", Schema: "public", HasURL: true, HasPassword: true, Variable: "DEV_DB_URI", File: "recipe.poco.hcl"}}
	if diff := cmp.Diff(want, r.Databases); diff != "" {
		t.Errorf("the new card (-want +got):\n%s", diff)
	}
	if got := p.read(".env"); got != "DEV_DB_URI='postgres://ann:first-canary@localhost:5432/shop'\n" {
		t.Errorf(".env is %q", got)
	}
	if info, err := os.Stat(filepath.Join(p.dir, ".env")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf(".env: %v %v", info, err)
	}
	before := p.read(".env")
	r = ask[Recipe](p, "/api/databases", CardForm{Was: "dev", Label: "prod", Schema: "sales", Protected: true}, 200)
	want[0].Label, want[0].Schema, want[0].Protected = "prod", "sales", true
	if diff := cmp.Diff(want, r.Databases); diff != "" {
		t.Errorf("the changed card (-want +got):\n%s", diff)
	}
	if got := p.read(".env"); got != before {
		t.Errorf("a card without a URL changes .env: %q", got)
	}
	r = ask[Recipe](p, "/api/databases", CardForm{Was: "prod", Label: "prod", URL: "host=h password=second-canary", Schema: "sales"}, 200)
	if c := r.Databases[0]; !c.HasPassword || c.Protected || !strings.Contains(c.Address, "@h:5432") {
		t.Errorf("the card with another URL: %+v", c)
	}
	if r = ask[Recipe](p, "/api/databases/remove", LabelForm{Database: "prod"}, 200); len(r.Databases) != 0 {
		t.Errorf("the removed card is there: %+v", r.Databases)
	}
	ask[Problems](p, "/api/databases/remove", LabelForm{Database: "prod"}, 409)
	p.hides("first-canary", "second-canary")
}

// hides fails where one of the answers so far holds a secret.
func (p *page) hides(secrets ...string) {
	p.t.Helper()
	for _, secret := range secrets {
		if i := strings.Index(p.told.String(), secret); i >= 0 {
			p.t.Errorf("an answer holds the password: …%s…", p.told.String()[max(0, i-100):i+len(secret)])
		}
	}
}

func TestCardsThatCanNotBeAreRefused(t *testing.T) {
	p := newPage(t)
	p.addCard("dev", "postgres://ann:canary-0@h/shop")
	for _, test := range []struct {
		name   string
		form   CardForm
		status int
		want   string
	}{
		{"no URL", CardForm{Label: "qa", Schema: "public"}, 400, "needs a URL"},
		{"no Postgres URL", CardForm{Label: "qa", URL: "postgres://ann:canary-1@h:port/x", Schema: "public"}, 400, ""},
		{"broken pairs", CardForm{Label: "qa", URL: "password=canary-2 host", Schema: "public"}, 400, ""},
		{"no name", CardForm{Label: `q"a`, URL: "postgres://h/x", Schema: "public"}, 409, "is not a name"},
		{"a path", CardForm{Label: "../x", URL: "postgres://h/x", Schema: "public"}, 409, "is not a name"},
		{"taken", CardForm{Label: "dev", URL: "postgres://h/x", Schema: "public"}, 409, "already"},
		{"unknown", CardForm{Was: "x", Label: "y", URL: "postgres://h/x", Schema: "public"}, 409, "no database"},
	} {
		before := p.read("recipe.poco.hcl") + p.read(".env")
		got := ask[Problems](p, "/api/databases", test.form, test.status)
		if !strings.Contains(got.Problems[0].Summary+got.Problems[0].Detail, test.want) {
			t.Errorf("%s: %+v", test.name, got)
		}
		if after := p.read("recipe.poco.hcl") + p.read(".env"); after != before {
			t.Errorf("%s: the files have changed:\n%s", test.name, after)
		}
	}
	p.hides("canary-")
}

func TestMistakesOfARecipeAreShownWithTheirLines(t *testing.T) {
	p := newPage(t)
	p.write("main.poco.hcl", "database \"dev\" {\n  url = \"postgres://ann:wr1tten-canary@h/shop\"\n  shcema = \"x\"\n}\n")
	answer, text := p.send("GET", "/api/recipe", "")
	if answer.StatusCode != 200 || !strings.Contains(text, `"line":3`) || !strings.Contains(text, "shcema") {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
	got := ask[Problems](p, "/api/connect", LabelForm{Database: "dev"}, 422)
	if got.Problems[0].File != "main.poco.hcl" || got.Problems[0].Line == 0 || got.Problems[0].Snippet == "" {
		t.Errorf("%+v", got)
	}
	ask[Preview](p, "/api/recipe/preview", Draft{Name: "c", Source: "dev", Target: "dev"}, 200)
	ask[Problems](p, "/api/databases/remove", LabelForm{Database: "nobody"}, 409)
	p.hides("wr1tten")
}

func TestConnectedDatabaseIsShown(t *testing.T) {
	p := newPage(t)
	dsn := pgtest.Database(t, pgtest.Server(t, 0), sampleShop)
	p.addCard("dev", dsn)
	s := ask[ConnectedServer](p, "/api/connect", LabelForm{Database: "dev"}, 200)
	if s.Role == "" || s.Bytes <= 0 || !strings.HasPrefix(s.ServerVersion, "1") || s.Schema != "public" {
		t.Errorf("%+v", s)
	}
	tables := map[string]ServerTable{}
	for _, table := range s.Tables {
		tables[table.Name.Name] = table
	}
	want := ServerTable{
		Name: public("orders"), Kind: "table", Rows: 30,
		Columns:     []TableColumn{{Name: "id", Type: "bigint", NotNull: true, Key: true}, {Name: "customer_id", Type: "bigint", NotNull: true}},
		ForeignKeys: []TableKey{{Name: "orders_customer_id_fkey", Columns: []string{"customer_id"}, References: public("customers"), RefColumns: []string{"id"}}},
	}
	want.Bytes = tables["orders"].Bytes
	if diff := cmp.Diff(want, tables["orders"]); diff != "" || want.Bytes <= 0 {
		t.Errorf("orders (-want +got):\n%s", diff)
	}
	if tables[odd].Name != public(odd) || tables["notes"].Comment != "<script>alert(1)</script>" {
		t.Errorf("a name or a comment has not come through: %+v", s.Tables)
	}
	if strings.Contains(p.told.String(), "<img") || strings.Contains(p.told.String(), "<script") {
		t.Error("HTML of the database stands in an answer as it is")
	}
}

func TestCountsAreExact(t *testing.T) {
	p := newPage(t)
	dsn := pgtest.Database(t, pgtest.Server(t, 0), sampleShop)
	p.addCard("dev", dsn)
	form := CountForm{Database: "dev", Tables: []plan.Name{public("orders"), public("gone"), public(odd), public("names"), public("notes")}}
	got := ask[Counts](p, "/api/count", form, 200)
	want := []Count{
		{Name: public("orders"), Rows: 30}, {Name: public("gone"), Rows: -1, Problem: "There is no such table any more: connect again."},
		{Name: public(odd), Rows: 1}, {Name: public("names"), Rows: -1, Problem: "It keeps no rows of its own; only tables are counted."},
		{Name: public("notes"), Rows: 0},
	}
	if diff := cmp.Diff(want, got.Tables); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !strings.Contains(p.told.String(), `"rows":"30"`) {
		t.Error("an int64 is no string")
	}
}

func TestSelectionPullsInWhatKeysReference(t *testing.T) {
	p := newPage(t)
	p.addCard("dev", pgtest.Database(t, pgtest.Server(t, 0), sampleShop))
	got := ask[Selection](p, "/api/selection", SelectionForm{Database: "dev", Ticked: []plan.Name{public("orders"), public(odd)}, Related: "all"}, 200)
	want := []SelectedTable{
		{Name: public(odd), Why: "selected"},
		{Name: public("customers"), Why: "orders.customer_id → customers.id", Auto: true},
		{Name: public("orders"), Why: "selected", Depth: 1},
		{Name: public("items"), Why: "items.order_id → orders.id", Auto: true, Depth: 2},
	}
	if diff := cmp.Diff(want, got.Tables); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(got.Keys) != 2 || got.Keys[0].Constraint != "items_order_id_fkey" {
		t.Errorf("keys: %+v", got.Keys)
	}
	got = ask[Selection](p, "/api/selection", SelectionForm{
		Database: "dev", Ticked: []plan.Name{public("orders")}, Unticked: []plan.Name{public("customers"), public("items"), public("gone")}, Related: "all",
	}, 200)
	if len(got.Tables) != 1 || len(got.Follows) != 2 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []string{"items.order_id → orders.id: items keeps the rows", "orders.customer_id → customers.id: customers is not copied"} {
		if !strings.HasPrefix(got.Follows[i], want) {
			t.Errorf("follows: %q, want %q", got.Follows[i], want)
		}
	}
	if got = ask[Selection](p, "/api/selection", SelectionForm{Database: "dev", Related: "none"}, 200); len(got.Tables) != 0 {
		t.Errorf("nothing ticked comes to %+v", got)
	}
	ask[Problems](p, "/api/selection", SelectionForm{Database: "dev", Ticked: []plan.Name{public("gone")}, Related: "all"}, 409)
	ask[Problems](p, "/api/selection", SelectionForm{Database: "dev", Related: "some"}, 400)
}

// A catalog is that of the connection string and schema that it was read with.
func TestChangedCardIsReadAnew(t *testing.T) {
	p := newPage(t)
	server := pgtest.Server(t, 0)
	p.addCard("dev", pgtest.Database(t, server, sampleShop))
	ask[ConnectedServer](p, "/api/connect", LabelForm{Database: "dev"}, 200)
	other := pgtest.Database(t, server, "CREATE TABLE other (id int)")
	ask[Recipe](p, "/api/databases", CardForm{Was: "dev", Label: "dev", URL: other, Schema: "public"}, 200)
	got := ask[Selection](p, "/api/selection", SelectionForm{Database: "dev", Ticked: []plan.Name{public("other")}, Related: "all"}, 200)
	if len(got.Tables) != 1 || got.Tables[0].Name != public("other") {
		t.Errorf("%+v", got)
	}
}

func TestWrongPasswordIsToldAndNotShown(t *testing.T) {
	p := newPage(t)
	u, err := url.Parse(pgtest.Database(t, pgtest.Server(t, 0)))
	if err != nil {
		t.Fatal(err)
	}
	const canary = `wr0ng <canary>&"/\`
	u.User = url.UserPassword(u.User.Username(), canary)
	p.addCard("dev", u.String())
	got := ask[Problems](p, "/api/connect", LabelForm{Database: "dev"}, 502)
	if !strings.Contains(got.Problems[0].Summary+got.Problems[0].Detail, "password authentication failed") {
		t.Errorf("%+v", got)
	}
	p.send("GET", "/api/recipe", "")
	p.hides("wr0ng", url.QueryEscape("<canary>"))
	ask[Problems](p, "/api/connect", LabelForm{Database: "nobody"}, 404)
}

func TestThePageOnlyReads(t *testing.T) {
	p := newPage(t)
	dsn := pgtest.Database(t, pgtest.Server(t, 0), sampleShop)
	before := snapshot(t, dsn)
	p.addCard("dev", dsn)
	ask[ConnectedServer](p, "/api/connect", LabelForm{Database: "dev"}, 200)
	ask[Counts](p, "/api/count", CountForm{Database: "dev", Tables: []plan.Name{public("orders")}}, 200)
	if after := snapshot(t, dsn); after != before {
		t.Errorf("the database has changed: %s, was %s", after, before)
	}
}

// snapshot says which transaction wrote last to any table or catalog of note.
func snapshot(t *testing.T, dsn string) string {
	t.Helper()
	rows, err := pgtest.Query(context.Background(), dsn,
		"SELECT (SELECT max(xmin::text::bigint) FROM pg_class)::text || ' ' || (SELECT max(xmin::text::bigint) FROM orders)")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(rows, " ")
}

func TestDraftIsPreviewedSavedAndRemoved(t *testing.T) {
	p := newPage(t)
	p.addCard("dev", "postgres://ann:canary-1@h/shop")
	p.addCard("qa", "postgres://ann:canary-2@h/qa")
	before := p.read("recipe.poco.hcl")
	d := Draft{
		Name: "refresh", Source: "dev", Target: "qa", Mode: "overwrite", Related: "all", Ticked: []plan.Name{public("orders"), public(odd)},
		Backup: true, Rules: []TableRule{{Table: public("orders"), Where: "id < 10"}},
	}
	preview := ask[Preview](p, "/api/recipe/preview", d, 200)
	if len(preview.Problems) > 0 || len(preview.Files) != 1 || !strings.Contains(preview.Files[0].Diff, `+copy "refresh" {`) {
		t.Fatalf("%+v", preview)
	}
	if p.read("recipe.poco.hcl") != before {
		t.Error("a preview has written")
	}
	r := ask[Recipe](p, "/api/recipe/save", d, 200)
	if after := p.read("recipe.poco.hcl"); after != preview.Files[0].After {
		t.Errorf("saved is not what was shown:\n%s", cmp.Diff(preview.Files[0].After, after))
	}
	if len(r.Problems) > 0 || len(r.Copies) != 1 || r.Copies[0].Foreign != "" || !r.Copies[0].Backup {
		t.Fatalf("%+v", r)
	}
	var names []string
	for _, in := range r.Intents {
		names = append(names, in.Name+" "+in.Database)
	}
	if diff := cmp.Diff([]string{"backup.qa_before qa", "copy.refresh qa"}, names); diff != "" {
		t.Errorf("intents (-want +got):\n%s", diff)
	}
	ask[Problems](p, "/api/databases/remove", LabelForm{Database: "qa"}, 409)
	ask[Problems](p, "/api/recipe/save", Draft{Name: "refresh", Source: "dev", Target: "qa", Mode: "destroy"}, 400)
	if r = ask[Recipe](p, "/api/recipe/remove", NameForm{Name: "refresh"}, 200); len(r.Copies) != 0 {
		t.Errorf("%+v", r.Copies)
	}
	p.hides("canary-")
}

func TestProtectedDatabaseIsNoTarget(t *testing.T) {
	p := newPage(t)
	p.addCard("dev", "postgres://h/shop")
	ask[Recipe](p, "/api/databases", CardForm{Label: "prod", URL: "postgres://h/prod", Schema: "public", Protected: true}, 200)
	d := Draft{Name: "refresh", Source: "dev", Target: "prod", Mode: "overwrite", Related: "all", All: true}
	if got := ask[Preview](p, "/api/recipe/preview", d, 200); len(got.Problems) != 1 || got.Problems[0].Summary != "prod is protected" || len(got.Files) != 0 {
		t.Errorf("%+v", got)
	}
	before := p.read("recipe.poco.hcl")
	ask[Problems](p, "/api/recipe/save", d, http.StatusConflict)
	if p.read("recipe.poco.hcl") != before {
		t.Error("it was written")
	}
}

// Of two edits of one moment both stand, or one is refused: none is lost.
func TestEditsAtOneTimeLoseNothing(t *testing.T) {
	p := newPage(t)
	labels := []string{"a", "b", "c", "d", "e", "f"}
	done := make(chan int, len(labels))
	for _, label := range labels {
		go func() {
			r, _ := http.NewRequest("POST", p.url+"/api/databases", strings.NewReader(`{"label":"`+label+`","url":"postgres://h/x","schema":"public","protected":false}`))
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/json")
			answer, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				done <- 0
				return
			}
			answer.Body.Close()
			done <- answer.StatusCode
		}()
	}
	for range labels {
		if status := <-done; status != 200 {
			t.Errorf("status %d", status)
		}
	}
	for _, label := range labels {
		if !strings.Contains(p.read("recipe.poco.hcl"), `database "`+label+`"`) {
			t.Errorf("%s is lost:\n%s", label, p.read("recipe.poco.hcl"))
		}
	}
}
