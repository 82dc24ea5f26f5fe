package view

import (
	"fmt"
	"io"
	"time"
)

// A Demo is what there is before `poco demo` begins to copy.
type Demo struct {
	Dir, Recipe string // as people type them
	Version     string // of Postgres
	Servers     []DemoServer
}

// A DemoServer is one of its two servers.
type DemoServer struct {
	Label        string
	Port         int
	Tables, Rows int64
	Note         string
	Took         time.Duration
}

// DemoServers says what was set up.
func DemoServers(w io.Writer, d Demo, s Style) {
	fmt.Fprintf(w, "%s\n\n", s.heads("A small shop on two throwaway servers, PostgreSQL "+Safe(d.Version)))
	g := &grid{indent: "  ", gap: "   "}
	for _, server := range d.Servers {
		g.add(cell{"✓", s.adds}, cell{text: server.Label},
			cell{text: fmt.Sprintf("127.0.0.1:%d", server.Port)},
			cell{text: plural(server.Rows, "row") + " in " + plural(server.Tables, "table")},
			cell{text: server.Note}, cell{text: lasted(server.Took)})
	}
	g.write(w)
	fmt.Fprintf(w, "\n  %s refreshes staging from production. What follows are the three\n"+
		"  commands that you would type; the passwords are in .env.\n", Safe(d.Recipe))
	DemoCommand(w, "cd "+Safe(d.Dir), s)
}

// DemoCommand shows the command that comes next, as it would be typed.
func DemoCommand(w io.Writer, line string, s Style) {
	fmt.Fprintf(w, "\n%s %s\n", s.faint("$"), s.heads(line))
}

// A DemoHint is a command to go on with.
type DemoHint struct{ Command, Text string }

// DemoEnd says what to do with the demo's folder now.
func DemoEnd(w io.Writer, hints []DemoHint, s Style) {
	fmt.Fprintf(w, "\n%s\n\n", s.heads("The shop is yours to play with. The servers run until you stop them."))
	g := &grid{indent: "  ", gap: "   "}
	for _, hint := range hints {
		g.add(cell{text: Safe(hint.Command)}, cell{Safe(hint.Text), s.faint})
	}
	g.write(w)
}
