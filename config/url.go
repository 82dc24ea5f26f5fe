package config

import (
	"net/url"
	"regexp"
	"strings"
)

// A written password, in the text of a recipe: that of a Postgres URL, that of
// any URL, or that of a key=value list. What is put in by a template is none.
var (
	urlPassword  = regexp.MustCompile(`[Pp][Oo][Ss][Tt][Gg][Rr][Ee][Ss](?:[Qq][Ll])?://[^\s:/@"'?]*:([^\s@/"]+)@`)
	anyPassword  = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"'?]*:([^\s@/"]+)@`)
	pairPassword = regexp.MustCompile(`(?i)\b(?:ssl)?password\s*=\s*('(?:[^'\\]|\\.)*'|[^\s'"&]+)`)
)

// writtenPasswords finds the places of passwords in text. Where it is not known
// to be a connection string, only Postgres URLs count.
func writtenPasswords(text string, connection bool) [][2]int {
	var found [][2]int
	expressions := []*regexp.Regexp{urlPassword}
	if connection {
		expressions = []*regexp.Regexp{anyPassword, pairPassword}
	}
	for _, e := range expressions {
		for _, m := range e.FindAllStringSubmatchIndex(text, -1) {
			if value := text[m[2]:m[3]]; !strings.HasPrefix(strings.TrimPrefix(value, "'"), "${") && value != "''" {
				found = append(found, [2]int{m[2], m[3]})
			}
		}
	}
	return found
}

// passwordsOf takes the passwords out of a connection string: as they are
// written, and as they are meant.
func passwordsOf(dsn string) []string {
	var all []string
	for _, at := range writtenPasswords(dsn, true) {
		written := dsn[at[0]:at[1]]
		all = append(all, written, strings.Trim(written, "'"))
		if meant, err := url.PathUnescape(written); err == nil {
			all = append(all, meant)
		}
	}
	if u, err := url.Parse(dsn); err == nil && u.User != nil {
		if password, ok := u.User.Password(); ok {
			all = append(all, password)
		}
	}
	return all
}

// publicPartsOf are the parts of a connection string that Poco shows: user,
// host, port and database.
func publicPartsOf(dsn string) []string {
	u, err := url.Parse(dsn)
	if err == nil && u.Scheme != "" {
		return []string{u.User.Username(), u.Host, u.Hostname(), u.Port(), strings.TrimPrefix(u.Path, "/")}
	}
	var parts []string
	for _, pair := range strings.Fields(dsn) {
		key, value, ok := strings.Cut(pair, "=")
		if ok && !strings.Contains(strings.ToLower(key), "password") {
			parts = append(parts, strings.Trim(value, "'"))
		}
	}
	return parts
}
