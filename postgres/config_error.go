package postgres

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// A ConfigError says what is wrong with a connection string, without showing it.
type ConfigError struct {
	Reason string
	Hint   string
}

func (e *ConfigError) Error() string { return "cannot read the connection string: " + e.Reason }

// encodeHint tells how to write a password in a URL.
const encodeHint = "In a URL write % as %25, @ as %40, / as %2F, : as %3A, ? as %3F and # as %23; " +
	"or leave the password out and set PGPASSWORD or a password file."

// quoteHint tells how to write a password in a key=value list.
const quoteHint = "Write key=value pairs with blanks between them; a value that holds a blank, a quote or a " +
	`backslash is written in single quotes, as password='it\'s'.`

// checkShape refuses URLs in which a password ends at a character of its own: the
// rest of it would be taken for a host, a port or an option, and shown as such.
func checkShape(dsn string) error {
	scheme, rest, isURL := strings.Cut(dsn, "://")
	if !isURL || !schemeForm.MatchString(scheme) {
		return nil
	}
	if scheme != "postgres" && scheme != "postgresql" {
		return &ConfigError{
			Reason: fmt.Sprintf("%s:// is not Postgres's scheme", scheme),
			Hint:   "Write postgres://user@host:5432/dbname.",
		}
	}
	at := strings.IndexByte(rest, '@')
	if strings.Count(rest, "@") > 1 || at >= 0 && strings.IndexByte(rest[:at], '/') >= 0 {
		return &ConfigError{
			Reason: "it has more than one @, or a / before it, so that one can't tell where the password ends",
			Hint:   encodeHint,
		}
	}
	return nil
}

// schemeForm is that of a URL's scheme; what does not look like one is not shown.
var schemeForm = regexp.MustCompile(`^[a-z][a-z0-9+:]{1,20}$`)

// parseReasons put pgx's reasons into words. Only what pgx says of files and
// services is passed on as it stands: all else may quote a part of the string.
var parseReasons = []struct {
	begins string
	ConfigError
	detail bool
}{
	{"failed to parse as URL", ConfigError{"it is not a well-formed URL", encodeHint}, false},
	{"failed to parse as keyword/value", ConfigError{"it is neither a URL (postgres://…) nor a list of key=value", quoteHint}, false},
	{"failed to read service", ConfigError{"its service can't be read", "Services stand in ~/.pg_service.conf or the file that PGSERVICEFILE names."}, true},
	{"invalid port", ConfigError{"the port is not a number from 1 to 65535", encodeHint}, false},
	{"could not match", ConfigError{"it names several ports, but not one for each host", "Give one port for all hosts, or as many as hosts."}, false},
	{"failed to configure TLS", ConfigError{"its TLS settings don't work", "sslmode is disable, allow, prefer, require, verify-ca or verify-full; sslrootcert, sslcert and sslkey are files."}, true},
	{"invalid connect_timeout", ConfigError{"connect_timeout is not a number of seconds", ""}, false},
	{"invalid sslcertmode", ConfigError{"sslcertmode is none of disable, allow and require", ""}, false},
	{"unknown target_session_attrs", ConfigError{"target_session_attrs is none of any, read-write, read-only, primary, standby and prefer-standby", ""}, false},
	{"unknown channel_binding", ConfigError{"channel_binding is none of disable, prefer and require", ""}, false},
	{"invalid require_auth", ConfigError{"require_auth names an unknown method", ""}, false},
}

// parseError turns pgx's error into one that shows nothing of the string.
func parseError(dsn string, err error) error {
	var parse *pgconn.ParseConfigError
	if !errors.As(err, &parse) {
		return &ConfigError{Reason: "it is not a URL, a key=value list or a service name"}
	}
	text := parse.Error()
	text = text[strings.LastIndex(text, "`: ")+1:]
	text = strings.TrimPrefix(text, ": ")
	if key, ok := strings.CutPrefix(text, "connection string key "); ok {
		return unknownKey(dsn, key)
	}
	for _, reason := range parseReasons {
		if !strings.HasPrefix(text, reason.begins) {
			continue
		}
		e := reason.ConfigError
		if inner := errors.Unwrap(parse); reason.detail && inner != nil {
			e.Reason += ": " + inner.Error()
		}
		return &e
	}
	return &ConfigError{Reason: "an option has a value that is not one of Postgres's"}
}

// unknownKey names the option in a URL, where checkShape has made sure that it is
// one. In a key=value list it may be the end of a password with a blank.
func unknownKey(dsn, text string) error {
	e := &ConfigError{Reason: "it has an option that Postgres's connections don't have", Hint: quoteHint}
	name, _, _ := strings.Cut(strings.TrimPrefix(text, `"`), `"`)
	if strings.HasPrefix(dsn, "postgres") && optionForm.MatchString(name) {
		e.Reason = fmt.Sprintf("%q is not an option of Postgres's connections", name)
		e.Hint = "Take it out; settings of the server are written as options=-c%20name%3Dvalue."
	}
	return e
}

var optionForm = regexp.MustCompile(`^[a-z][a-z0-9_.]*$`)
