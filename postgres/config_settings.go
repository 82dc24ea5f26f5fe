package postgres

import (
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgservicefile"
)

// connectionSettings reads what a connection string that pgx has accepted sets, and
// the service that it names, by libpq's names. pgx keeps no account of it, and a
// child process needs it as it was. Only what the child gets is kept: no password.
func connectionSettings(dsn string) map[string]string {
	all := stringSettings(dsn)
	if service := firstOf(all["service"], os.Getenv("PGSERVICE")); service != "" {
		served := serviceSettings(firstOf(all["servicefile"], os.Getenv("PGSERVICEFILE"), homeServiceFile()), service)
		maps.Copy(served, all)
		all = served
	}
	kept := map[string]string{}
	for name := range childVariables {
		if value := all[name]; value != "" {
			kept[name] = value
		}
	}
	for _, name := range []string{"sslpassword"} {
		if value := firstOf(all[name], os.Getenv("PGSSLPASSWORD")); value != "" {
			kept[name] = "set"
		}
	}
	return kept
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// serviceSettings are those of a service; pgx has found it already.
func serviceSettings(path, name string) map[string]string {
	settings := map[string]string{}
	if file, err := pgservicefile.ReadServicefile(path); err == nil {
		if service, err := file.GetService(name); err == nil {
			maps.Copy(settings, service.Settings)
		}
	}
	return settings
}

// homeServiceFile is where services stand that no other file is named for.
func homeServiceFile() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".pg_service.conf")
}

// stringSettings are the options of a URL or a key=value list.
func stringSettings(dsn string) map[string]string {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return urlSettings(dsn)
	}
	return pairSettings(dsn)
}

// urlSettings are the options behind a URL's question mark. A + means itself.
func urlSettings(dsn string) map[string]string {
	settings := map[string]string{}
	_, rest, _ := strings.Cut(dsn, "://")
	if i := strings.IndexAny(rest, "@/"); i >= 0 && rest[i] == '@' {
		rest = rest[i+1:]
	}
	_, query, _ := strings.Cut(rest, "?")
	for pair := range strings.SplitSeq(query, "&") {
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, nameErr := url.PathUnescape(rawName)
		value, valueErr := url.PathUnescape(rawValue)
		if nameErr != nil || valueErr != nil {
			continue
		}
		if name, value = strings.TrimSpace(name), strings.TrimSpace(value); name == "ssl" && value == "true" {
			name, value = "sslmode", "require"
		}
		settings[name] = value
	}
	return settings
}

const blanks = " \t\n\r\v\f"

// pairSettings are those of a list of key=value, with blanks between and quotes
// around what holds one.
func pairSettings(dsn string) map[string]string {
	settings := map[string]string{}
	for {
		name, rest, ok := strings.Cut(dsn, "=")
		if !ok {
			return settings
		}
		var value string
		value, dsn = pairValue(strings.TrimLeft(rest, blanks))
		settings[strings.Trim(name, blanks)] = value
	}
}

// pairValue takes a value off the front of s, and gives what follows it.
func pairValue(s string) (value, rest string) {
	s, quoted := strings.CutPrefix(s, "'")
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case quoted && c == '\'', !quoted && strings.IndexByte(blanks, c) >= 0:
			return b.String(), s[i+1:]
		case c != '\\':
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}
