package command

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"poco/postgres"
)

// writeInit writes the files of init, the recipe last: where something fails
// before, init can be run again.
func (a *app) writeInit(databases []foundDatabase) error {
	if err := a.writeDotenv(databases); err != nil {
		return err
	}
	if err := a.addLines(".gitignore", 0o644, ".poco/", "backups/", ".env"); err != nil {
		return err
	}
	text := firstRecipe(databases)
	return writeFile(filepath.Join(a.folder(), recipeFile), 0o644, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// writeDotenv adds the URLs to .env. A variable that is there already keeps its
// value: where it differs, nothing is written.
func (a *app) writeDotenv(databases []foundDatabase) error {
	text, err := os.ReadFile(filepath.Join(a.folder(), ".env"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	existing := strings.Split(string(text), "\n")
	var lines []string
	for _, d := range databases {
		if !d.inDotenv {
			continue
		}
		line := d.variable + "=" + dotenvQuoted(d.url)
		if slices.Contains(existing, line) {
			continue
		}
		if slices.ContainsFunc(existing, func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), d.variable+"=") }) {
			return &problem{
				summary: ".env has another value for " + d.variable,
				detail:  "poco init overwrites nothing. Take the line out of .env, or give the variable's name instead of the URL.",
			}
		}
		lines = append(lines, line)
	}
	return a.addLines(".env", 0o600, lines...)
}

// dotenvQuoted quotes a value as .env files have it.
func dotenvQuoted(value string) string {
	if !strings.ContainsAny(value, "'\n") {
		return "'" + value + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "\n", `\n`).Replace(value) + `"`
}

// addLines adds to a file of the recipe's folder those lines that it lacks.
func (a *app) addLines(name string, mode os.FileMode, lines ...string) error {
	path := filepath.Join(a.folder(), name)
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if err == nil {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		mode &= info.Mode().Perm() | 0o600
	}
	existing := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	added := string(text)
	if added != "" && !strings.HasSuffix(added, "\n") {
		added += "\n"
	}
	changed := false
	for _, line := range lines {
		if !slices.Contains(existing, line) {
			added, changed = added+line+"\n", true
		}
	}
	if !changed {
		return nil
	}
	return writeFile(path, mode, func(w io.Writer) error { _, err := io.WriteString(w, added); return err })
}

// firstRecipe is a recipe that can be planned as it stands and says what to
// change.
func firstRecipe(databases []foundDatabase) []byte {
	var b strings.Builder
	b.WriteString("# Written by poco init. The recipe holds no password: " + whereURLs(databases) + "\n\n")
	for i, d := range databases {
		fmt.Fprintf(&b, "database %s {\n", hclString(d.label))
		fmt.Fprintf(&b, "url = env(%s)\n", hclString(d.variable))
		if d.schema != "public" {
			fmt.Fprintf(&b, "schema = %s\n", hclString(d.schema))
		}
		if i == 0 {
			b.WriteString("protected = true # no plan ever writes to it\n")
		}
		b.WriteString("}\n\n")
	}
	b.WriteString("selection \"all\" {\ninclude = [\"*\"] # globs: \"orders\", \"order_*\", \"inventory.*\"\n# exclude = [\"*_audit\"]\n}\n")
	if len(databases) > 1 {
		fmt.Fprintf(&b, "\ncopy \"refresh\" {\nsource = database.%s\ntarget = database.%s\nselection = selection.all\n",
			databases[0].label, databases[1].label)
		b.WriteString("mode = \"append\" # or overwrite, recreate, update, skip\n")
		b.WriteString("create_missing = true # tables that the target lacks are created\n}\n")
	} else {
		b.WriteString("\n# database \"qa\" {\n#   url = env(\"QA_URL\")\n# }\n#\n# copy \"refresh\" {\n#   source    = database." + databases[0].label +
			"\n#   target    = database.qa\n#   selection = selection.all\n# }\n")
	}
	return hclwrite.Format([]byte(b.String()))
}

// whereURLs says where the recipe's env() finds the URLs.
func whereURLs(databases []foundDatabase) string {
	if slices.ContainsFunc(databases, func(d foundDatabase) bool { return d.inDotenv }) {
		return "the URLs are in .env, which git ignores."
	}
	return "the URLs come from the environment, or from .env."
}

// hclString writes a string as HCL has it.
func hclString(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}

// uniqueLabel names a database after its variable (DEV_URL: dev), else after its
// name where the two differ, else source and target.
func uniqueLabel(d foundDatabase, config *postgres.Config, i int, used map[string]bool) string {
	label := strings.ToLower(d.variable)
	for _, suffix := range []string{"_database_url", "_db_uri", "_db_url", "_url", "_uri", "_dsn"} {
		label = strings.TrimSuffix(label, suffix)
	}
	if label == "" {
		label = identifier(config.DBName())
	}
	if label == "" || used[label] {
		label = []string{"source", "target"}[i]
	}
	for used[label] {
		label += "_2"
	}
	used[label] = true
	return label
}

// identifier makes a label of a name: lower case letters, digits and _.
func identifier(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r == '_', b.Len() > 0 && r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteRune('_')
		}
	}
	return strings.Trim(b.String(), "_")
}
