package edit

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"poco/config"
)

// ignored are the lines that .gitignore gets with the first secret.
var ignored = []string{".poco/", "backups/", ".env"}

// SetSecret gives a variable a value in .env: on the line that counts, else on a
// new one at the end. Comments, export and line ends stay, and so does the kind of
// quotes where the value can be read back from it. No error shows a value.
func (r *Recipe) SetSecret(variable, value string) error {
	switch {
	case !config.IsEnvName(variable):
		return refuse("%q is no name of an environment variable", variable)
	case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
		return refuse("the value for %s is not text that a .env file can hold", variable)
	}
	f := r.dotenv
	entries, err := config.DotenvEntries(f.text)
	if err != nil {
		return refuse("%s", err)
	}
	text := f.text
	at := slices.IndexFunc(entries, func(e config.DotenvEntry) bool { return e.Name == variable })
	for i, e := range entries {
		if e.Name == variable {
			at = i
		}
	}
	switch {
	case at >= 0 && entries[at].Value == value:
	case at >= 0:
		text = f.replaceSecret(entries[at], value)
	default:
		line := variable + "=" + dotenvQuoted(value)
		text = f.withLines(line)
	}
	if now, err := config.DotenvEntries(text); err != nil || !holds(now, variable, value) {
		return refuse("the value for %s can't be written into .env", variable)
	}
	f.text = text
	r.ignore.text = r.ignore.withMissing(ignored)
	return nil
}

// holds reports whether the entry that counts has the value.
func holds(entries []config.DotenvEntry, variable, value string) bool {
	for _, e := range slices.Backward(entries) {
		if e.Name == variable {
			return e.Value == value
		}
	}
	return false
}

// replaceSecret puts a value in the place of another one.
func (f *file) replaceSecret(e config.DotenvEntry, value string) []byte {
	written := dotenvQuoted(value)
	switch was := f.text[e.Start:e.End]; {
	case bytes.HasPrefix(was, []byte(`"`)):
		written = doubleQuoted(value)
	case len(was) > 0 && !bytes.HasPrefix(was, []byte("'")) && bare(value):
		written = value
	}
	after := f.text[e.End:]
	if bytes.HasPrefix(after, []byte("#")) {
		written += " "
	}
	return slices.Concat(f.text[:e.Start], []byte(written), after)
}

// bare reports whether a value can stand without quotes, in such a way that other
// programs read it the same.
func bare(value string) bool {
	return value != "" && !strings.ContainsAny(value, " \t\r\n\v\f'\"\\$`#")
}

// dotenvQuoted quotes a value as .env files have it.
func dotenvQuoted(value string) string {
	if !strings.ContainsAny(value, "'\n\r") {
		return "'" + value + "'"
	}
	return doubleQuoted(value)
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "\n", `\n`, "\r", `\r`)

func doubleQuoted(value string) string { return `"` + escapes.Replace(value) + `"` }

// withLines is the file's text with lines added at its end.
func (f *file) withLines(lines ...string) []byte {
	text := slices.Clone(f.text)
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, f.lines("\n")...)
	}
	for _, line := range lines {
		text = append(append(text, line...), f.lines("\n")...)
	}
	return text
}

// withMissing is the file's text with those lines added that it lacks.
func (f *file) withMissing(lines []string) []byte {
	var missing []string
	for _, line := range lines {
		if !slices.ContainsFunc(strings.Split(string(f.text), "\n"), func(has string) bool {
			return strings.Trim(strings.TrimSpace(has), "/") == strings.Trim(line, "/")
		}) {
			missing = append(missing, line)
		}
	}
	if len(missing) == 0 {
		return f.text
	}
	return f.withLines(missing...)
}
