package web

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

var update = flag.Bool("update", false, "write the TypeScript types of the page anew")

const typesFile = "ui/src/api/types.ts"

// spoken are the bodies of all requests and answers. What they hold comes with them.
var spoken = []any{
	Session{}, Recipe{}, CardForm{}, LabelForm{}, ConnectedServer{}, CountForm{}, Counts{}, SelectionForm{}, Selection{}, Draft{}, NameForm{}, Preview{},
	Problems{}, PlanForm{}, Planned{}, Checked{}, StartForm{}, Started{}, RunForm{}, Runs{}, Status{}, Message{},
	Backups{}, BackupCheck{}, FileForm{}, Upload{},
}

// The page is written in the server's own types.
func TestTypesOfThePageAreTheServers(t *testing.T) {
	g := &typescript{names: map[reflect.Type]string{}, taken: map[string]bool{}, text: map[string]string{}}
	for _, value := range spoken {
		g.of(reflect.TypeOf(value))
	}
	want := g.file()
	if *update {
		if err := os.WriteFile(typesFile, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(typesFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s (go test ./web -update writes it; -want +got):\n%s", typesFile, diff)
	}
}

// typescript writes Go types as interfaces of TypeScript, as toPage encodes them.
type typescript struct {
	names map[reflect.Type]string
	taken map[string]bool
	text  map[string]string
}

func (g *typescript) file() string {
	var b strings.Builder
	b.WriteString("// Made by go test ./web -update from the server's types. An int64 comes as a string.\n")
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range g.text {
			if !yield(name) {
				return
			}
		}
	}) {
		b.WriteString("\n" + g.text[name])
	}
	return b.String()
}

func (g *typescript) of(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[plan.Name]():
		return "string"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.of(t.Elem()) + " | null"
	case reflect.Slice:
		return "Array<" + g.of(t.Elem()) + ">"
	case reflect.Map:
		return "Record<string, " + g.of(t.Elem()) + ">"
	case reflect.String, reflect.Int64:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int32, reflect.Uint32, reflect.Float64:
		return "number"
	case reflect.Struct:
		return g.named(t)
	}
	panic("no TypeScript for " + t.String())
}

func (g *typescript) named(t reflect.Type) string {
	if name, ok := g.names[t]; ok {
		return name
	}
	name := strings.TrimPrefix(t.Name(), "Connected")
	if g.taken[name] || t.PkgPath() != reflect.TypeFor[Session]().PkgPath() && name != "Plan" && name != "Receipt" && name != "Event" && name != "Totals" {
		pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
		name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	g.names[t], g.taken[name] = name, true
	g.text[name] = "export interface " + name + " {\n" + g.fields(t) + "}\n"
	return name
}

func (g *typescript) fields(t reflect.Type) string {
	var b strings.Builder
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && tag == "":
			b.WriteString(g.fields(f.Type))
			continue
		case tag == "-" || !f.IsExported():
			continue
		case tag == "":
			tag = f.Name
		}
		optional := ""
		if strings.Contains(options, "omit") && f.Type.Kind() != reflect.Int && f.Type.Kind() != reflect.Int64 && f.Type.Kind() != reflect.Bool &&
			f.Type.Kind() != reflect.Float64 || strings.Contains(options, "omitzero") {
			optional = "?"
		}
		fmt.Fprintf(&b, "  %s%s: %s;\n", tag, optional, g.of(f.Type))
	}
	return b.String()
}
