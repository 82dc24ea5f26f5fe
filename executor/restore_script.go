package executor

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// before is what psql gets before the file: the session's settings, the transaction,
// the locks on the tables whose rows go and the count under them, the plan's SQL.
func (r *restoring) before(ctx context.Context) (string, error) {
	var b strings.Builder
	b.WriteString(postgres.ScriptSettings(r.session()))
	b.WriteString(postgres.ScriptBegin)
	var err error
	if r.others, err = postgres.ReadBystanders(ctx, r.target, r.run.replaced(r.step)); err != nil {
		return "", err
	}
	targets := make([]string, len(r.guards))
	for i, e := range r.guards {
		target, err := e.target(ctx, r.target)
		if err != nil {
			return "", err
		}
		targets[i] = target
		b.WriteString("LOCK TABLE " + target + " IN ACCESS EXCLUSIVE MODE;\n")
	}
	for i, e := range r.guards {
		b.WriteString(postgres.ScriptDo(fmt.Sprintf(`
DECLARE
    n bigint;
BEGIN
    SELECT count(*) INTO n FROM (SELECT FROM %s LIMIT %d) counted;
    IF n > %d THEN
        SELECT count(*) INTO n FROM %s;
        RAISE EXCEPTION USING ERRCODE = '%s', MESSAGE = 'the table holds more rows than the plan showed', DETAIL = '%d ' || n;
    END IF;
END`, targets[i], e.limit+1, e.limit, targets[i], postgres.CodeMoreRows, i)))
	}
	for _, sql := range r.step.SQL {
		b.WriteString(postgres.ScriptStatement(sql))
	}
	return b.String(), nil
}

// after is what psql gets after the file: the session's settings again, the file's
// deferred triggers, the plan's SQL, the count of what came, the proof that nothing
// else was touched, the ledger's entry.
func (r *restoring) after() (string, error) {
	var b strings.Builder
	b.WriteString("\n" + postgres.ScriptResume(r.session()) + postgres.ScriptStands())
	b.WriteString("SET CONSTRAINTS ALL IMMEDIATE;\n") // what waits for COMMIT would come after all checks
	for _, sql := range r.step.Restoration.After {
		b.WriteString(postgres.ScriptStatement(sql))
	}
	r.checks = r.rowChecks()
	for i, c := range r.checks {
		b.WriteString(c.sql(i))
	}
	b.WriteString(r.others.Script())
	if err := r.noted(); err != nil {
		return "", err
	}
	record, err := r.ledger.RecordScript(r.entry)
	b.WriteString(record + ";\n")
	return b.String(), err
}

func (r *restoring) session() postgres.Session {
	return r.run.sites[r.in.Target].session(postgres.WorkerName(r.run.id), r.run.o)
}

// A rowCheck says how many rows a table must hold once the file is in.
type rowCheck struct {
	table plan.Name
	rows  int64
}

// rowChecks are of the tables whose rows the plan has counted in the file.
func (r *restoring) rowChecks() (checks []rowCheck) {
	for _, t := range r.run.restored(r.step) {
		if t.Rows.SourceExact {
			checks = append(checks, rowCheck{t.Target, t.Rows.Source})
		}
	}
	return checks
}

// sql counts a table's own rows; those of a partitioned table, which has none, where
// the file has them for it.
func (c rowCheck) sql(number int) string {
	table := postgres.Quote(c.table.Schema, c.table.Name)
	return postgres.ScriptDo(fmt.Sprintf(`
DECLARE
    n bigint;
    expected CONSTANT bigint := %d;
    parent CONSTANT boolean := (SELECT relkind = 'p' FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass(%s));
BEGIN
    IF parent IS NULL THEN
        n := 0; -- the file drops it
    ELSIF parent THEN
        SELECT count(*) INTO n FROM %s;
    ELSE
        SELECT count(*) INTO n FROM ONLY %s;
    END IF;
    IF n <> expected AND NOT (coalesce(parent, false) AND expected = 0) THEN
        RAISE EXCEPTION USING ERRCODE = '%s', MESSAGE = 'the table does not hold the rows of the file', DETAIL = '%d ' || n;
    END IF;
END`, c.rows, postgres.Literal(table), table, table, postgres.CodeOtherRows, number))
}

// omit leaves out the statements that the plan names, and the file's own wait for
// locks: that of the run bounds it. It also notes which statements psql gets.
func (r *restoring) omit() func(dump.Statement) bool {
	listed := map[string]bool{}
	for _, text := range r.step.Restoration.Omit {
		listed[text] = true
	}
	return func(s dump.Statement) bool {
		r.told.add(s)
		return s.Verb == "SET" && s.Parameter == "lock_timeout" || s.Owner && listed[plan.OmitOwners] || listed[statementText(s)]
	}
}

// statementText is a statement as a plan names one: "DROP SCHEMA public", "SET
// transaction_timeout".
func statementText(s dump.Statement) string {
	words := []string{s.Verb}
	if s.Kind != "" {
		words = append(words, s.Kind)
	}
	switch {
	case s.Parameter != "":
		words = append(words, s.Parameter)
	case s.Schema != "":
		words = append(words, plan.Name{Schema: s.Schema, Name: s.Name}.String())
	case s.Name != "":
		words = append(words, bareName(s.Name))
	}
	return strings.Join(words, " ")
}

func allowed(codes []string) map[dump.Code]bool {
	allow := map[dump.Code]bool{}
	for _, code := range codes {
		allow[dump.Code(code)] = true
	}
	return allow
}

// mostRecent is more statements than fit into what psql may have before it, unread.
const mostRecent = 8192

// recent are the last statements of a file, in constant memory.
type recent struct {
	statements []dump.Statement
	next       int
}

func (r *recent) add(s dump.Statement) {
	if len(r.statements) < mostRecent {
		r.statements = append(r.statements, s)
		return
	}
	r.statements[r.next] = s
	r.next = (r.next + 1) % mostRecent
}

// at is the statement that ends in a line, or whose rows do; false where it is not
// known.
func (r *recent) at(line int) (found dump.Statement, ok bool) {
	for _, s := range slices.Concat(r.statements[r.next:], r.statements[:r.next]) {
		if s.Line <= line {
			found, ok = s, true
		}
	}
	return found, ok
}

// A scriptWriter hands a script to psql, and knows which of its lines are the file's.
type scriptWriter struct {
	to           io.Writer
	lines        int // ended so far
	first, after int // lines before the file, and with it
}

// A writeError is psql's: it has ended.
type writeError struct{ error }

func (w *writeError) Unwrap() error { return w.error }

func (w *scriptWriter) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	w.lines += bytes.Count(b[:n], []byte{'\n'})
	if err != nil {
		err = &writeError{err}
	}
	return n, err
}

func (w *scriptWriter) text(s string) error {
	_, err := io.WriteString(w, s)
	return err
}

func (w *scriptWriter) begin() { w.first, w.after = w.lines, -1 }
func (w *scriptWriter) end()   { w.after = w.lines }

// inFile gives the line of the file that is a line of the script; 0 where it is none.
func (w *scriptWriter) inFile(line int) int {
	if w == nil || line <= w.first || w.after >= 0 && line > w.after+1 {
		return 0
	}
	return line - w.first
}

// onlyWriter keeps io.Copy from ways around the buffer.
type onlyWriter struct{ io.Writer }

// A progressReader ends with its context, and tells how many bytes it has read.
type progressReader struct {
	ctx  context.Context
	from io.Reader
	sum  int64
	read func(int64)
}

func (r *progressReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.from.Read(b)
	r.sum += int64(n)
	r.read(r.sum)
	return n, err
}
