package postgres

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// libpqVariables are those of a child's environment that lead it to a server.
func libpqVariables(t *testing.T, config *Config, tools Tools, s ToolSession) map[string]string {
	t.Helper()
	child, err := config.childConnection(tools, s)
	if err != nil {
		t.Fatal(err)
	}
	defer child.discard()
	got := map[string]string{}
	for _, entry := range child.environment {
		name, value, _ := strings.Cut(entry, "=")
		if _, twice := got[name]; twice {
			t.Errorf("%s is there twice", name)
		}
		if strings.HasPrefix(name, "PG") {
			got[name] = value
		}
	}
	return got
}

func TestChildIsLedWhereTheConnectionStringLeads(t *testing.T) {
	dir := t.TempDir()
	services := filepath.Join(dir, "services.conf")
	if err := os.WriteFile(services, []byte("[shop]\nhost=served\nport=7\ndbname=store\nuser=clerk\nsslmode=allow\nchannel_binding=disable\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"PGSSLMODE", "PGUSER", "PGDATABASE", "PGPASSFILE"} {
		t.Setenv(name, "")
	}
	base := map[string]string{"PGHOST": "h", "PGPORT": "5432", "PGDATABASE": "d", "PGUSER": "u", "PGAPPNAME": "poco test", "PGCONNECT_TIMEOUT": "15"}
	for _, test := range []struct {
		name, dsn string
		want      map[string]string
	}{
		{"a URL", "postgres://u@h/d?sslmode=require&target_session_attrs=read-write&options=-c%20a%3Db+c&connect_timeout=3",
			map[string]string{"PGSSLMODE": "require", "PGTARGETSESSIONATTRS": "read-write", "PGOPTIONS": "-c a=b+c", "PGCONNECT_TIMEOUT": "3"}},
		{"TLS for short", "postgres://u@h/d?ssl=true", map[string]string{"PGSSLMODE": "require"}},
		{"pairs", `host=h user = u dbname='d' channel_binding=require krbsrvname='it\'s' sslmode=disable keepalives=1`,
			map[string]string{"PGCHANNELBINDING": "require", "PGKRBSRVNAME": "it's", "PGSSLMODE": "disable"}},
		{"no database", "postgres://u@h:9", map[string]string{"PGPORT": "9", "PGDATABASE": "u"}},
		{"a service", "service=shop servicefile=" + services + " sslmode=disable user=u",
			map[string]string{"PGHOST": "served", "PGPORT": "7", "PGDATABASE": "store", "PGSSLMODE": "disable", "PGCHANNELBINDING": "disable"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := map[string]string{}
			for _, from := range []map[string]string{base, test.want} {
				for name, value := range from {
					want[name] = value
				}
			}
			got := libpqVariables(t, parse(t, test.dsn), Tools{Major: 15}, ToolSession{Application: "test"})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestChildGoesToTheServerOfTheSession(t *testing.T) {
	config := parse(t, "postgres://u@one:1,two:2/d?target_session_attrs=primary")
	got := libpqVariables(t, config, Tools{Major: 15}, ToolSession{Host: "two", Port: 2})
	if got["PGHOST"] != "two" || got["PGPORT"] != "2" || got["PGTARGETSESSIONATTRS"] != "primary" {
		t.Errorf("%v", got)
	}
	if got := libpqVariables(t, config, Tools{Major: 13}, ToolSession{})["PGTARGETSESSIONATTRS"]; got != "" {
		t.Errorf("libpq 13 is given target_session_attrs=%s, which it does not know", got)
	}
}

func TestParentsVariablesLeadTheChildNowhereElse(t *testing.T) {
	config := parse(t, "postgres://u:secret-word@h/d?sslmode=disable")
	for _, name := range []string{"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSERVICE",
		"PGSERVICEFILE", "PGSYSCONFDIR", "PGOPTIONS", "PGAPPNAME", "PGCLIENTENCODING", "PGTZ", "PGDATESTYLE", "PGCLUSTER", "PGSSLMODE", "LC_ALL", "LANGUAGE"} {
		t.Setenv(name, "elsewhere")
	}
	t.Setenv("PGSSLROOTCERT", "/kept.crt")
	child, err := config.childConnection(Tools{Major: 15}, ToolSession{})
	if err != nil {
		t.Fatal(err)
	}
	defer child.discard()
	for _, entry := range child.environment {
		if strings.Contains(entry, "elsewhere") && entry != "LC_CTYPE=elsewhere" {
			t.Errorf("the child gets %s", entry)
		}
	}
	for _, want := range []string{"PGSSLROOTCERT=/kept.crt", "HOME=" + os.Getenv("HOME"), "LC_MESSAGES=C", "PGSSLMODE=disable"} {
		if !slices.Contains(child.environment, want) {
			t.Errorf("the child does not get %s", want)
		}
	}
}

func TestWhatAToolCantBeToldIsRefused(t *testing.T) {
	for dsn, want := range map[string]string{
		"postgres://u@h/d?sslpassword=hush-hush":      "sslpassword",
		"postgres://u@h/d?require_auth=scram-sha-256": "require_auth",
	} {
		config := parse(t, dsn)
		_, err := config.childConnection(Tools{Major: 15, Version: "15.1"}, ToolSession{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
	config := parse(t, "postgres://u@h/d?require_auth=scram-sha-256")
	if got := libpqVariables(t, config, Tools{Major: 16}, ToolSession{})["PGREQUIREAUTH"]; got != "scram-sha-256" {
		t.Errorf("pg_dump 16 gets PGREQUIREAUTH=%s", got)
	}
}

func TestPassfileLines(t *testing.T) {
	for _, test := range []struct {
		host, dbname, password, want string
	}{
		{"h", "d", "p", "h:1:d:u:p\n"},
		{"::1", `a:b\c`, `p:\q `, `\:\:1:1:a\:b\\c:u:p\:\\q ` + "\n"},
		{"/var/run", "d", "p", "/var/run:1:d:u:p\nlocalhost:1:d:u:p\n"},
		{"h", "d", "two\nlines", ""},
		{"h", "d", strings.Repeat("x", 400), ""},
	} {
		got, ok := passfileLines(test.host, 1, test.dbname, "u", test.password)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%+v: %q, %v", test, got, ok)
		}
	}
}
