package planner

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
)

// as gives a database's URL for another role, which the test creates on its
// server with the given grants in that database.
func as(t *testing.T, database, role, grants string) string {
	t.Helper()
	script := `DO $$ BEGIN CREATE ROLE ` + role + ` LOGIN PASSWORD 'plain'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;` + grants
	if err := pgtest.Exec(t.Context(), database, script); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(role, "plain")
	return u.String()
}

func TestLackingPrivilegesAreReportedWithTheirGrants(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	w.dev = as(t, w.dev, "poco_reader", "GRANT SELECT ON customers TO poco_reader;")
	w.qa = as(t, w.qa, "poco_writer", "GRANT SELECT, INSERT ON customers TO poco_writer;"+
		"DO $$ BEGIN EXECUTE format('REVOKE TEMP ON DATABASE %I FROM PUBLIC', current_database()); END $$;")
	told := w.problems(`mode = "overwrite"
selection {
  include = ["orders", "customers"]
  related = "none"
}
table "orders" {
  mode = "update"
}`)
	says(t, told,
		"line 4: role poco_reader may not do what the copy needs on dev", `GRANT SELECT ON "public"."orders" TO "poco_reader";`,
		"line 5: role poco_writer may not do what the copy needs on qa",
		`GRANT TRUNCATE ON "public"."customers" TO "poco_writer";`,
		`GRANT SELECT, INSERT, UPDATE ON "public"."orders" TO "poco_writer";`,
		`GRANT TEMPORARY ON DATABASE`,
		"foreign key orders_customer_id_fkey keeps public.customers from being emptied",
	)
	if strings.Contains(told, `GRANT SELECT ON "public"."customers" TO "poco_reader"`) {
		t.Errorf("a privilege that is there is asked for:\n%s", told)
	}
}

func TestRowSecurityOnTheSourceIsRefused(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	w.dev = as(t, w.dev, "poco_reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO poco_reader;"+
		"ALTER TABLE customers ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON customers USING (id < 3);")
	says(t, w.problems("selection {\n include = [\"customers\"]\n related = \"none\"\n}"), "row security hides some", "BYPASSRLS")
}

// writer are the grants of a role that may write but owns nothing.
func writer(role string) string {
	return strings.ReplaceAll("GRANT SELECT, INSERT, UPDATE, TRUNCATE ON ALL TABLES IN SCHEMA public TO ROLE;"+
		"GRANT SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO ROLE;"+
		"DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO ROLE', current_database()); END $$;", "ROLE", role)
}

func TestARoleThatOwnsNothingEmptiesTablesTogether(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	w.qa = as(t, w.qa, "poco_writer", writer("poco_writer"))
	p := w.mustPlan("mode = \"overwrite\"\nselection {\n include = [\"orders\", \"employees\"]\n exclude = [\"people\", \"houses\"]\n}")
	truncate := find(t, p, "truncate/public.customers")
	if diff := cmp.Diff([]string{`TRUNCATE ONLY "public"."customers", ONLY "public"."invoices", ONLY "public"."order_items", ONLY "public"."orders", ONLY "public"."products"`},
		truncate.SQL); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]plan.Destroys{
		{Table: public("customers"), Rows: 2, Exact: true, Only: true}, {Table: public("invoices"), Rows: 1, Exact: true, Only: true},
		{Table: public("order_items"), Rows: 2, Exact: true, Only: true}, {Table: public("orders"), Rows: 4, Exact: true, Only: true},
		{Table: public("products"), Rows: 1, Exact: true, Only: true},
	}, truncate.Destroys); diff != "" {
		t.Errorf("destroys (-want +got):\n%s", diff)
	}
	if p.Summary.ForeignKeysDropped != 0 {
		t.Errorf("%d keys are dropped by a role that can't", p.Summary.ForeignKeysDropped)
	}
	if got := find(t, p, "copy/public.employees/1").SQL[0]; got != `TRUNCATE ONLY "public"."employees"` {
		t.Errorf("a table that only references itself is emptied by: %s", got)
	}
	for seed := range int64(3) {
		again := w.mustPlan("mode = \"overwrite\"\nselection {\n include = [\"orders\", \"employees\"]\n exclude = [\"people\", \"houses\"]\n}")
		w.carryOut(again, seed)
		w.sameRows("customers", "products", "orders", "order_items", "invoices", "employees")
	}
}

func TestACycleNeedsAnOwner(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	w.qa = as(t, w.qa, "poco_writer", writer("poco_writer"))
	for _, mode := range []string{"overwrite", "append"} {
		says(t, w.problems("mode = \""+mode+"\"\nselection { include = [\"people\"] }"),
			"no order satisfies foreign key people_house_fkey", "part of a cycle", "owns public.people")
	}
}

func TestTriggersThatWouldFireAreRefused(t *testing.T) {
	const trap = "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';" +
		"CREATE TRIGGER bell AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION trap();"
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, trap})
	owner := w.qa
	w.qa = as(t, owner, "poco_writer", writer("poco_writer"))
	body := "selection {\n include = [\"customers\"]\n related = \"none\"\n}"
	says(t, w.problems(body), "line 5: triggers of public.customers would fire", "bell", "GRANT \"postgres\" TO \"poco_writer\"")
	if version := rowsIn(t, owner, "SHOW server_version_num"); version < "150000" {
		return // only a superuser may set the replication role
	}
	w.qa = as(t, owner, "poco_writer", "GRANT SET ON PARAMETER session_replication_role TO poco_writer;")
	p, diags := w.plan(w.recipe(body))
	if diags.HasErrors() {
		t.Fatal(told(diags))
	}
	if got := find(t, p, "copy/public.customers/1").SQL[0]; got != "SET LOCAL session_replication_role = replica" {
		t.Errorf("the copy begins with %s", got)
	}
}

func TestReadOnlyTargetIsRefused(t *testing.T) {
	w := servers(t, []string{shopSchema}, []string{shopSchema,
		"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$;"})
	if err := pgtest.Exec(t.Context(), w.qa, "SET default_transaction_read_only = off; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$;"); err != nil {
		t.Fatal(err)
	}
	says(t, w.problems("selection { include = [\"*\"] }"), "line 5: qa is read-only", "default_transaction_read_only is on")
}

func TestTheLedgerIsKeptWhereItCanBe(t *testing.T) {
	for name, x := range map[string]struct{ role, setup, home, said string }{
		"the owner of the database":      {"", "", "poco", ""},
		"a schema poco of the users":     {"", "CREATE SCHEMA poco; CREATE TABLE poco.horses (id int);", "public", "in the schema public"},
		"a role that may create nothing": {"poco_plain", "GRANT ALL ON ALL TABLES IN SCHEMA public TO poco_plain; REVOKE CREATE ON SCHEMA public FROM PUBLIC;", postgres.LargeObjects, "in large objects"},
	} {
		t.Run(name, func(t *testing.T) {
			target := []string{shopSchema}
			if x.role == "" {
				target = append(target, x.setup)
			}
			w := servers(t, []string{shopSchema}, target)
			if x.role != "" {
				w.qa = as(t, w.qa, x.role, x.setup)
			}
			p := w.mustPlan("selection {\n include = [\"customers\"]\n related = \"none\"\n}")
			if got := p.Databases["qa"].Ledger; got != x.home {
				t.Errorf("the ledger is kept in %q", got)
			}
			said := ""
			for _, warning := range p.Warnings {
				if warning.Code == "ledger_home" {
					said += warning.Message
				}
			}
			if (said == "") != (x.said == "") || !strings.Contains(said, x.said) {
				t.Errorf("the plan says %q, want %q", said, x.said)
			}
		})
	}
}

func TestTooFewConnections(t *testing.T) {
	w := servers(t, []string{shopSchema}, []string{shopSchema})
	p, diags := w.plan(w.recipe("selection { include = [\"*\"] }\njobs = 500"))
	if diags.HasErrors() {
		t.Fatal(told(diags))
	}
	if jobs := p.Intents[0].Jobs; jobs < 1 || jobs >= 500 {
		t.Errorf("%d jobs", jobs)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Code != "jobs_lowered" {
		t.Errorf("warnings: %v", p.Warnings)
	}
	w.qa = as(t, w.qa, "poco_limited", writer("poco_limited")+"ALTER ROLE poco_limited CONNECTION LIMIT 2;")
	says(t, w.problems("selection { include = [\"customers\"] }"), "line 3: too few free connections", "3 on qa")
}

func TestTableBlocksAreCheckedAgainstTheSource(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	told := w.problems(`mode = "overwrite"
selection { include = ["*"] }
table "ordrs" {
  where = "true"
}
table "orders" {
  where = "plced > now()"
}
table "customers" {
  set = { emial = "'x'", id = "1" }
}
table "order_items" {
  set = { total = "1" }
}
table "products" {
  set = { name = "no_such_function(1)" }
}`)
	says(t, told,
		`line 8: table ordrs is not copied`, "Did you mean orders?",
		"line 12: the expressions for public.orders don't work on dev", `column "plced" does not exist`,
		"line 15: no column emial in public.customers", "Did you mean email?",
		"line 15: column id is part of a key",
		"line 18: column total is generated",
		"line 21: the expressions for public.products don't work on dev", "no_such_function")
}

func TestDifferencesThatBlockAreOneProblem(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema,
		"ALTER TABLE customers DROP COLUMN email; ALTER TABLE products ALTER name TYPE varchar(1); ALTER TABLE employees ADD COLUMN desk int NOT NULL;"})
	told := w.problems("mode = \"overwrite\"\non_mismatch = \"fail\"\nselection { include = [\"*\"] }")
	says(t, told, "line 7: the target's tables do not fit (3 differences block the copy)", "customers:", "products:", "3 values", "employees:", "desk", "ADD COLUMN", `on_mismatch = "common_columns"`)
	if n := strings.Count(told, "line "); n != 1 {
		t.Errorf("%d problems:\n%s", n, told)
	}
}

func TestCastsKeepValuesThatAreTooLongFailing(t *testing.T) {
	for kind, want := range map[string]string{
		"character varying(80)":          "character varying",
		"character(3)":                   "bpchar",
		"character(3)[]":                 "bpchar[]",
		"numeric(10,2)":                  "numeric",
		"timestamp(3) without time zone": "timestamp without time zone",
		"bit(8)":                         "bit varying",
		"bit varying(8)":                 "bit varying",
		`"odd type"`:                     `"odd type"`,
		"text":                           "text",
	} {
		if got := withoutLength(kind); got != want {
			t.Errorf("%s becomes %s, want %s", kind, got, want)
		}
	}
}
