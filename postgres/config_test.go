package postgres

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// quietEnvironment takes the libpq settings of whoever runs the tests away.
func quietEnvironment(t *testing.T) {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "PG") {
			t.Setenv(name, "")
		}
	}
	t.Setenv("PGPASSFILE", filepath.Join(t.TempDir(), "none"))
}

func TestConnectionStringsAreReadAsLibpqReadsThem(t *testing.T) {
	quietEnvironment(t)
	services := filepath.Join(t.TempDir(), "services")
	if err := os.WriteFile(services, []byte("[qa]\nhost=db-qa\nport=6543\nuser=app\ndbname=shop\npassword=pw\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGSERVICEFILE", services)
	for dsn, want := range map[string][2]string{
		"postgres://app:pw@db:6543/shop":                             {"app@db:6543/shop", "pw"},
		"postgresql://app@db/shop":                                   {"app@db:5432/shop", ""},
		"postgres://app:p%40%2F%3A%25@db/shop?sslmode=verify-full":   {"app@db:5432/shop", "p@/:%"},
		"postgres://app:pw@[::1]:6543/shop":                          {"app@[::1]:6543/shop", "pw"},
		"postgres://app:pw@a,b:6543/shop":                            {"app@a:5432,b:6543/shop", "pw"},
		"postgres://app:pw@a:1,b:2/shop?target_session_attrs=any":    {"app@a:1,b:2/shop", "pw"},
		"postgres:///shop?host=/var/run/postgresql&user=app":         {"app@/var/run/postgresql:5432/shop", ""},
		"postgres://app@db":                                          {"app@db:5432/app", ""},
		"host=db user=app dbname=shop password='it\\'s a \\\\ word'": {"app@db:5432/shop", `it's a \ word`},
		"host=db user=app dbname=shop keepalives=1 gssencmode=disable client_encoding=LATIN1": {
			"app@db:5432/shop", ""},
		"service=qa":         {"app@db-qa:6543/shop", "pw"},
		"service=qa host=db": {"app@db:6543/shop", "pw"},
	} {
		c, err := ParseConfig(dsn)
		if err != nil {
			t.Errorf("%s: %v", dsn, err)
			continue
		}
		if diff := cmp.Diff(want, [2]string{c.String(), c.Password()}); diff != "" {
			t.Errorf("%s (-want +got)\n%s", dsn, diff)
		}
		for _, key := range droppedKeys {
			if _, ok := c.pgx.RuntimeParams[key]; ok {
				t.Errorf("%s: %s goes to the server, which does not know it", dsn, key)
			}
		}
	}
}

func TestMalformedConnectionStringsAreExplained(t *testing.T) {
	quietEnvironment(t)
	t.Setenv("PGSERVICEFILE", filepath.Join(t.TempDir(), "none"))
	const canary = "c4n4ry"
	for dsn, reason := range map[string]string{
		"postgres://app:" + canary + "@x@db/shop":                        "more than one @",
		"postgres://app:" + canary + "/x@db/shop":                        "more than one @, or a / before it",
		"postgres://app:x" + canary + "%zz@db/shop":                      "not a well-formed URL",
		"postgres://app:" + canary + "@db:port/shop":                     "port is not a number",
		"postgres://app:" + canary + "@db:99999/shop":                    "port is not a number",
		"postgres://app:" + canary + "@a:1,b:2,c/shop?port=1,2":          "several ports",
		"postgres://app:" + canary + "@db/shop?sslmode=strict":           "TLS settings don't work",
		"postgres://app:" + canary + "@db/shop?sslrootcert=/nowhere.pem": "TLS settings don't work",
		"postgres://app:" + canary + "@db/shop?schema=public":            `"schema" is not an option`,
		"postgres://app:" + canary + "@db/shop?target_session_attrs=x":   "target_session_attrs is none of",
		"postgres://app:" + canary + "@db/shop?connect_timeout=soon":     "connect_timeout is not a number",
		"postgresql+psycopg2://app:" + canary + "@db/shop":               "postgresql+psycopg2:// is not Postgres's scheme",
		"jdbc:postgresql://app:" + canary + "@db/shop":                   "jdbc:postgresql:// is not Postgres's scheme",
		"app:" + canary + "@db/shop":                                     "neither a URL",
		"host=db password=x " + canary + " user=app":                     "neither a URL",
		"host=db password=x " + canary + "=y user=app":                   "has an option that",
		"host=db password='" + canary:                                    "neither a URL",
		"service=" + "nowhere password=" + canary:                        "service can't be read",
	} {
		c, err := ParseConfig(dsn)
		if err == nil {
			t.Errorf("%s leads to %s", dsn, c)
			continue
		}
		var config *ConfigError
		if !errors.As(err, &config) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v; want %q in it", dsn, err, reason)
		}
		if shown := fmt.Sprintf("%v %+v %#v %s", err, err, err, Explain(err)); strings.Contains(shown, canary) {
			t.Errorf("the password is shown: %s", shown)
		}
	}
}

// FuzzParseConfig looks for a string whose error, or whose Config, shows the
// password in it.
func FuzzParseConfig(f *testing.F) {
	const canary = "c4n4ry"
	for _, special := range []string{"", "@", "/", ":", "?", "#", "%", "&", "=", " ", "'", `"`, `\`, "[", "]", ",", "`: ", "%40", "\x00", "?a=b@"} {
		f.Add(special, "")
		f.Add("", special)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		password := before + canary + after
		for _, dsn := range []string{
			"postgres://app:" + password + "@127.0.0.1:1/shop",
			"postgres://127.0.0.1:1/shop?user=app&password=" + password,
			"host=127.0.0.1 port=1 user=app password=" + password + " dbname=shop",
			"host=127.0.0.1 port=1 user=app password='" + password + "' dbname=shop",
		} {
			c, err := ParseConfig(dsn)
			shown := ""
			switch {
			case err != nil:
				shown = fmt.Sprintf("%v %+v %#v %s", err, err, err, Explain(err))
			case strings.Contains(c.Password(), canary):
				shown = fmt.Sprintf("%v %+v %#v %s", c, c, c, c.Host())
			}
			if strings.Contains(shown, canary) {
				t.Errorf("%q: the password is shown: %s", dsn, shown)
			}
		}
	})
}
