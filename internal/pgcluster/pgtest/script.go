package pgtest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Exec runs a script: SQL statements, among them COPY … FROM stdin; followed by
// its rows and \. as pg_dump writes them.
func Exec(ctx context.Context, url, script string) error {
	conn, err := connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	for _, p := range parts(script) {
		if err := p.run(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}

// Query runs one query and gives its rows as text, the columns of a row joined by
// "|" and NULL as "∅", for tests to compare.
func Query(ctx context.Context, url, query string) ([]string, error) {
	conn, err := connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.Background())
	result := conn.ExecParams(ctx, query, nil, nil, nil, nil).Read()
	if result.Err != nil {
		return nil, scriptError(query, result.Err)
	}
	lines := make([]string, len(result.Rows))
	for i, row := range result.Rows {
		fields := make([]string, len(row))
		for j, value := range row {
			if fields[j] = string(value); value == nil {
				fields[j] = "∅"
			}
		}
		lines[i] = strings.Join(fields, "|")
	}
	return lines, nil
}

// A part of a script is some statements, or one COPY and its rows.
type part struct {
	sql  string
	rows string
	copy bool
}

// parts cuts a script at its COPY … FROM stdin.
func parts(script string) []part {
	var all []part
	var sql strings.Builder
	flush := func() {
		if strings.TrimSpace(sql.String()) != "" {
			all = append(all, part{sql: sql.String()})
		}
		sql.Reset()
	}
	for script != "" {
		line, rest, _ := strings.Cut(script, "\n")
		script = rest
		if !strings.HasPrefix(line, "COPY ") || !strings.HasSuffix(strings.ToLower(line), " from stdin;") {
			sql.WriteString(line + "\n")
			continue
		}
		flush()
		rows, rest := cutRows(script)
		all = append(all, part{sql: strings.TrimSuffix(line, ";"), rows: rows, copy: true})
		script = rest
	}
	flush()
	return all
}

// cutRows takes the rows of a COPY off the front of a script.
func cutRows(script string) (rows, rest string) {
	if rest, ok := strings.CutPrefix(script, "\\.\n"); ok {
		return "", rest
	}
	rows, rest, _ = strings.Cut(script, "\n\\.\n")
	return rows + "\n", rest
}

func (p part) run(ctx context.Context, conn *pgconn.PgConn) error {
	if p.copy {
		_, err := conn.CopyFrom(ctx, strings.NewReader(p.rows), p.sql)
		return scriptError(p.sql, err)
	}
	_, err := conn.Exec(ctx, p.sql).ReadAll()
	return scriptError(p.sql, err)
}

// scriptError adds the statement's place to a server's error.
func scriptError(sql string, err error) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	near := sql
	if at := int(pg.Position); at > 0 {
		runes := []rune(sql)
		near = string(runes[min(at-1, len(runes)):])
	}
	if len(near) > 200 {
		near = near[:200] + "…"
	}
	return fmt.Errorf("%w %s\nat: %s", err, pg.Detail, near)
}
