package postgres

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// childVariables are the environment variables by which libpq takes the settings of
// a connection string. Host, port, database, user and password are not among them:
// Config knows them. Keepalives have no variable, and change nothing but patience.
var childVariables = map[string]string{
	"sslmode":                  "PGSSLMODE",
	"sslcert":                  "PGSSLCERT",
	"sslkey":                   "PGSSLKEY",
	"sslrootcert":              "PGSSLROOTCERT",
	"sslcrl":                   "PGSSLCRL",
	"sslcertmode":              "PGSSLCERTMODE",
	"sslsni":                   "PGSSLSNI",
	"sslnegotiation":           "PGSSLNEGOTIATION",
	"sslcompression":           "PGSSLCOMPRESSION",
	"ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
	"ssl_max_protocol_version": "PGSSLMAXPROTOCOLVERSION",
	"channel_binding":          "PGCHANNELBINDING",
	"require_auth":             "PGREQUIREAUTH",
	"min_protocol_version":     "PGMINPROTOCOLVERSION",
	"max_protocol_version":     "PGMAXPROTOCOLVERSION",
	"krbsrvname":               "PGKRBSRVNAME",
	"gssencmode":               "PGGSSENCMODE",
	"gsslib":                   "PGGSSLIB",
	"gssdelegation":            "PGGSSDELEGATION",
	"target_session_attrs":     "PGTARGETSESSIONATTRS",
}

// A childConnection is what leads a tool to the server of a session: variables, and
// a file for the password, which the child inherits.
type childConnection struct {
	environment []string
	passfile    *os.File // nil where there is none
}

// childConnection leads a child to the one server that the session is with. The
// caller closes the passfile when the child has started.
func (c *Config) childConnection(t Tools, s ToolSession) (*childConnection, error) {
	if err := c.checkChild(t); err != nil {
		return nil, err
	}
	host, port := c.Host(), c.Port()
	if s.Host != "" {
		host, port = s.Host, s.Port
	}
	set := map[string]string{
		"PGHOST":            host,
		"PGPORT":            strconv.Itoa(port),
		"PGDATABASE":        c.DBName(),
		"PGUSER":            c.User(),
		"PGAPPNAME":         applicationName(s.Application),
		"PGCONNECT_TIMEOUT": seconds(c.pgx.ConnectTimeout),
	}
	for name, value := range c.settings {
		if variable := childVariables[name]; variable != "" {
			set[variable] = value
		}
	}
	if options := c.pgx.RuntimeParams["options"]; options != "" {
		set["PGOPTIONS"] = options
	}
	if attrs := set["PGTARGETSESSIONATTRS"]; t.Major < 14 && attrs != "any" && attrs != "read-write" {
		delete(set, "PGTARGETSESSIONATTRS") // 13 knows no others; the host is chosen anyway
	}
	child := &childConnection{environment: withoutVariables(environment(), set)}
	c.givePassword(child, set, host, port)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		child.environment = append(child.environment, name+"="+set[name])
	}
	return child, nil
}

// checkChild fails where the connection string asks for what a tool can't be told.
func (c *Config) checkChild(t Tools) error {
	if c.settings["sslpassword"] != "" {
		return fmt.Errorf("the connection string for %s has an sslpassword, which can't be handed to pg_dump, pg_restore or psql: "+
			"name a key without a password as sslkey", c)
	}
	if c.pgx.RequireAuth != "" && t.Major < 16 {
		return fmt.Errorf("the connection string for %s sets require_auth, which pg_dump and psql heed from version 16 on, and these are of version %s (%s)",
			c, t.Version, t.Dir)
	}
	return nil
}

// applicationName is what pg_stat_activity shows of a session of Poco.
func applicationName(name string) string { return strings.TrimSpace("poco " + name) }

// seconds is the time to connect in, as libpq takes it.
func seconds(d time.Duration) string {
	if d == 0 {
		d = connectTimeout
	}
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}

// withoutVariables leaves out what is set anew, however it is written on Windows.
func withoutVariables(entries []string, set map[string]string) []string {
	return slices.DeleteFunc(entries, func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		_, again := set[strings.ToUpper(name)]
		return again
	})
}
