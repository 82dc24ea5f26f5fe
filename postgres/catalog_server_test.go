package postgres

import (
	"context"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// as gives a database's URL for another role.
func as(t testing.TB, raw, role, password string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(role, password)
	return u.String()
}

// plainRole makes a role of the test's own that may only log in.
func plainRole(t testing.TB, c *Conn, name, options string) {
	t.Helper()
	run(t, c, "CREATE ROLE "+name+" LOGIN PASSWORD 'pw' "+options)
	t.Cleanup(func() {
		c.Exec(context.Background(), "DROP OWNED BY "+name)
		c.Exec(context.Background(), "DROP ROLE "+name)
	})
}

func TestServerIsThatOfTheSession(t *testing.T) {
	cluster := pgtest.Server(t)
	c := open(t, pgtest.Database(t, cluster))
	s := read(t, c, "").Server
	if s.Host != "127.0.0.1" || s.Port != cluster.Port() || s.User != "postgres" || s.DBName != c.Config().DBName() {
		t.Errorf("server %+v", s)
	}
	want := ask[string](t, c, "SELECT system_identifier::text FROM pg_control_system()")
	if s.SystemIdentifier != want || s.Encoding != "UTF8" || s.BlockSize != 8192 || s.VersionNum < 130000 {
		t.Errorf("server %+v, want system identifier %s", s, want)
	}
	if !s.Superuser || !s.BypassRLS || s.InRecovery || s.ReadOnly || !s.CreateSchema || !s.CreateTemp || !s.SetReplicationRole {
		t.Errorf("rights of the superuser: %+v", s)
	}
}

func TestReadOnlyIsTheDatabasesNotTheSessions(t *testing.T) {
	database := pgtest.Database(t, pgtest.Server(t))
	c, err := Connect(t.Context(), parse(t, database), Session{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if read(t, c, "public").Server.ReadOnly {
		t.Error("the database counts as read-only because the session is")
	}
	run(t, open(t, database), "ALTER DATABASE "+Quote(c.Config().DBName())+" SET default_transaction_read_only = on")
	if !read(t, open(t, database), "public").Server.ReadOnly {
		t.Error("the database does not count as read-only although it is")
	}
}

func TestPlainRoleReadsTheWholeCatalogAndItsOwnRights(t *testing.T) {
	database := pgtest.Database(t, pgtest.Server(t), `
		REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public;
		CREATE SCHEMA hidden;
		CREATE TABLE hidden.t (id int PRIMARY KEY);
		CREATE TABLE closed (id serial PRIMARY KEY);
		CREATE TABLE columns_only (a int, b int);
		CREATE TABLE some_columns (a int, b int);
		CREATE TABLE policed (id int);
		ALTER TABLE policed ENABLE ROW LEVEL SECURITY;`)
	super := open(t, database)
	plainRole(t, super, "catalog_plain", "")
	run(t, super,
		"GRANT SELECT (a, b), INSERT (a, b) ON columns_only TO catalog_plain",
		"GRANT SELECT (a), INSERT (a) ON some_columns TO catalog_plain",
		"GRANT SELECT, TRUNCATE ON policed TO catalog_plain",
		"GRANT USAGE ON SEQUENCE closed_id_seq TO catalog_plain",
		"CREATE TABLE own (id int)", "ALTER TABLE own OWNER TO catalog_plain")
	c := read(t, open(t, as(t, database, "catalog_plain", "pw")), "public")

	if s := c.Server; s.SystemIdentifier != "" || s.Superuser || s.BypassRLS || s.CreateSchema || !s.CreateTemp || s.SetReplicationRole {
		t.Errorf("server %+v", s)
	}
	all := Privileges{true, true, true, true, true, true, true}
	for name, want := range map[string]Privileges{
		"closed":       {},
		"columns_only": {Select: true, Insert: true},
		"some_columns": {},
		"policed":      {Select: true, Truncate: true},
		"own":          all,
	} {
		if diff := cmp.Diff(want, table(t, c, name).Privileges); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	if !table(t, c, "own").Owned || table(t, c, "closed").Owned {
		t.Error("own is the role's, closed is not")
	}
	if p := table(t, c, "policed"); !p.RowSecurity || !p.HasPolicies || table(t, c, "closed").RowSecurity {
		t.Error("policies apply to policed alone")
	}
	if p := read(t, super, "public").Table(public("policed")); p.RowSecurity || !p.HasPolicies {
		t.Error("policies do not apply to a superuser")
	}
	if s := c.Sequences[0]; !s.Usage || s.Update || s.Readable || s.Owned {
		t.Errorf("sequence %+v, want usage alone", s)
	}
	hidden := find(t, c.Schemas, func(s Schema) bool { return s.Name == "hidden" })
	if hidden.Usage || hidden.Create || c.Table(plan.Name{Schema: "hidden", Name: "t"}) == nil {
		t.Errorf("schema %+v, want it listed without rights, and its table", hidden)
	}
}

func TestMembersOfTheOwnerOwn(t *testing.T) {
	database := pgtest.Database(t, pgtest.Server(t))
	super := open(t, database)
	plainRole(t, super, "catalog_owner", "")
	plainRole(t, super, "catalog_member", "IN ROLE catalog_owner")
	run(t, super, "CREATE TABLE t (id int)", "ALTER TABLE t OWNER TO catalog_owner")
	got := table(t, read(t, open(t, as(t, database, "catalog_member", "pw")), "public"), "t")
	if !got.Owned || got.Owner != "catalog_owner" || !got.Privileges.Truncate {
		t.Errorf("owned %v by %s, truncate %v", got.Owned, got.Owner, got.Privileges.Truncate)
	}
}

func TestFreeConnectionsAreTheLeastOfAllLimits(t *testing.T) {
	base := connectionLimits{max: 100, superuserReserved: 3, reserved: 5, database: -1, role: -1, used: 10, usedDatabase: 4, usedRole: 2}
	for name, test := range map[string]struct {
		change func(*connectionLimits)
		want   int
	}{
		"server":                {func(*connectionLimits) {}, 82},
		"reserved for the role": {func(l *connectionLimits) { l.mayUseReserved = true }, 87},
		"superuser":             {func(l *connectionLimits) { l.superuser, l.role, l.database = true, 1, 1 }, 90},
		"database":              {func(l *connectionLimits) { l.database = 20 }, 16},
		"role":                  {func(l *connectionLimits) { l.role = 5 }, 3},
		"none left":             {func(l *connectionLimits) { l.role = 1 }, 0},
	} {
		l := base
		test.change(&l)
		if got := l.free(); got != test.want {
			t.Errorf("%s: %d free, want %d", name, got, test.want)
		}
	}
	database := pgtest.Database(t, pgtest.Server(t))
	plainRole(t, open(t, database), "catalog_limited", "CONNECTION LIMIT 3")
	if got := read(t, open(t, as(t, database, "catalog_limited", "pw")), "").Server.FreeConnections; got != 2 {
		t.Errorf("a role with three connections, one of them open, has %d free", got)
	}
}

func TestAnAbsentDefaultSchemaIsAnEmptyOne(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int)"))
	catalog := read(t, c, "no such schema")
	if len(catalog.Tables) != 1 || catalog.Table(public("t")) == nil {
		t.Errorf("tables %v, want public.t", catalog.Tables)
	}
}
