package postgres

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Session says how a connection behaves. All sessions agree on the text form
// of values, so that the two sides of a copy can be compared.
type Session struct {
	// Application is shown in pg_stat_activity; "poco" is put before it.
	Application string
	// Schema is the default schema: the search path is it, then public.
	Schema string
	// ReadOnly makes every transaction of the session read-only.
	ReadOnly bool
	// LockTimeout bounds the wait for a lock; 0 waits for ever.
	LockTimeout time.Duration
}

// fixed are the settings of every session, whatever the role's, the database's or
// the server's are. row_security off makes a read that policies would narrow fail
// instead of missing rows.
var fixed = map[string]string{
	// how values look
	"client_encoding":             "UTF8",
	"DateStyle":                   "ISO, YMD",
	"IntervalStyle":               "iso_8601",
	"TimeZone":                    "UTC",
	"extra_float_digits":          "3",
	"bytea_output":                "hex",
	"xmloption":                   "content",
	"xmlbinary":                   "base64",
	"lc_monetary":                 "C",
	"array_nulls":                 "on",
	"standard_conforming_strings": "on",
	"quote_all_identifiers":       "off",
	// what statements mean
	"row_security":                   "off",
	"transform_null_equals":          "off",
	"check_function_bodies":          "off",
	"synchronize_seqscans":           "off",
	"gin_fuzzy_search_limit":         "0",
	"default_transaction_isolation":  "read committed",
	"default_transaction_deferrable": "off",
	// how long they may take
	"idle_in_transaction_session_timeout": "0",
	"client_min_messages":                 "warning",
}

// laterSettings are those that not all versions know: the timeouts of 14 and 17,
// and 14's check, where the server's system has it, that ends a long statement
// whose client is dead, so that its locks don't outlive a killed poco.
const laterSettings = `
	SELECT set_config(name, CASE name WHEN 'client_connection_check_interval' THEN '2s' ELSE '0' END, false)
	FROM pg_settings
	WHERE name IN ('idle_session_timeout', 'transaction_timeout')
	   OR (name = 'client_connection_check_interval' AND version() LIKE '%linux%')`

// asOrigin is for sessions that write: as a replica no foreign key is checked, and
// triggers fire that are for replicas alone. Only a superuser may set it at all, so
// it is left alone where it is as it should be.
const asOrigin = `
	SELECT set_config(name, 'origin', false) FROM pg_settings
	WHERE name = 'session_replication_role' AND setting <> 'origin';`

// settings is one round trip of SETs: poolers refuse most of them as startup
// parameters.
func settings(s Session) string {
	var b strings.Builder
	b.WriteString("SET statement_timeout = 0;") // first: it bounds what follows too
	for _, name := range slices.Sorted(maps.Keys(fixed)) {
		fmt.Fprintf(&b, "SET %s = '%s';", name, fixed[name])
	}
	fmt.Fprintf(&b, "SET search_path = %s;", SearchPath(s.Schema))
	fmt.Fprintf(&b, "SET lock_timeout = %d;", s.LockTimeout.Milliseconds())
	if s.ReadOnly {
		b.WriteString("SET default_transaction_read_only = on;")
	} else {
		b.WriteString(asOrigin)
	}
	b.WriteString(laterSettings)
	return b.String()
}

// SearchPath is the search path of a session with the given default schema, as
// SET takes it.
func SearchPath(schema string) string {
	if schema == "" || schema == "public" {
		return "public"
	}
	return pgx.Identifier{schema}.Sanitize() + ", public"
}
