package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"poco/plan"
)

// A Reading is what a copy reads of a source table.
type Reading struct {
	Table plan.Name
	// From and To are the pages read, To not among them; 0 as To is the table's end.
	// Only an ordinary table is read in parts.
	From, To int64
	Where    string   // what narrows it
	Set      []string // what replaces its columns
}

// whole reports whether each row that the pages show is read.
func (r Reading) whole() bool { return r.Where == "" }

// pages narrows a query over the table t to the pages read.
func (r Reading) pages() string { return WherePages("t.ctid", r.From, r.To) }

// WherePages is a WHERE for the rows of a range of pages, by the column that is
// their ctid. As to, 0 is the table's end; it is empty where all pages are meant.
func WherePages(ctid string, from, to int64) string {
	switch {
	case from == 0 && to == 0:
		return ""
	case to == 0:
		return fmt.Sprintf(" WHERE %s >= '(%d,0)'", ctid, from)
	case from == 0:
		return fmt.Sprintf(" WHERE %s < '(%d,0)'", ctid, to)
	}
	return fmt.Sprintf(" WHERE %[1]s >= '(%[2]d,0)' AND %[1]s < '(%[3]d,0)'", ctid, from, to)
}

// Evidence is the state of what a copy read of a source table at one snapshot, by
// which Unchanged proves under a later snapshot that it still holds the same rows.
// It is always of all rows in the pages read, also where the copy takes part of
// them: docs/resume.md has the reasoning.
type Evidence struct {
	// Filenode identifies the table's file; a rewrite changes it. For a partitioned
	// table it stands for the files of all partitions.
	Filenode uint64
	// SnapshotXmin is the oldest transaction that ran when the snapshot was taken.
	SnapshotXmin uint64
	// Columns stands for the table's columns and their order, so that one that took
	// another's name, or was dropped and made again, is no longer the same.
	Columns uint64
	// Replayed is how far a standby had come when the rows were read, 0 on a primary.
	// Another standby, or the same one started again, may show an earlier moment.
	Replayed uint64 `json:",omitempty"`
	// Timeline changes where another server has taken over as the primary.
	Timeline int64
	// Rows is how many rows of those pages the snapshot shows.
	Rows int64
	// Meaning is how the server understood where and set: 'today' has become a date.
	Meaning string `json:",omitempty"`
}

// errNoEvidence is met where no proof is possible for this kind of relation.
var errNoEvidence = errors.New("rows of a view or foreign table cannot be told apart by age")

// TakeEvidence reads the state of what has been read in the snapshot that c is in,
// and how many rows that were, which it counts only where the copy has left some
// out. It must be called in the transaction that read the rows, which keeps others
// from emptying or rewriting the table in between. For relations that allow no
// proof it gives evidence that never proves anything.
func TakeEvidence(ctx context.Context, c *Conn, r Reading, copied int64) (Evidence, error) {
	var e Evidence
	relation, err := readRelation(ctx, c, r.Table)
	if errors.Is(err, errNoEvidence) {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	if e.Meaning, _, err = deparse(ctx, c, relation.from, r.expressions()); err != nil {
		return e, err
	}
	if !relation.standby { // which shows only what is on its disk
		if err := awaitFlush(ctx, c); err != nil {
			return e, err
		}
	}
	e.Filenode, e.Columns, e.SnapshotXmin = relation.filenode, relation.columns, relation.xmin
	e.Timeline, e.Rows = relation.timeline, copied
	if e.Replayed, err = replayed(ctx, c); err != nil {
		return e, err
	}
	if !r.whole() {
		err = c.QueryRow(ctx, "SELECT count(*) FROM "+relation.from+" AS t"+r.pages(), nil, &e.Rows)
	}
	return e, err
}

// Unchanged reports whether the pages read hold, in the snapshot, which c is in,
// exactly the row versions that they held when the evidence was taken, so that a
// copy made then is a copy of now. Where it does not say so, why tells the reason;
// it may be wrong only in that direction. It reads those pages once.
func (s *Snapshot) Unchanged(ctx context.Context, c *Conn, r Reading, e Evidence) (same bool, why string, err error) {
	relation, err := readRelation(ctx, c, r.Table)
	switch {
	case errors.Is(err, errNoEvidence):
		return false, err.Error(), nil
	case err != nil:
		return false, "", err
	case relation.timeline != e.Timeline:
		return false, "another server has taken over as the primary", nil
	case s.replayed < e.Replayed:
		return false, "the standby shows an earlier moment than it was copied at", nil
	case e.Filenode == 0 || relation.filenode != e.Filenode:
		return false, "it was emptied, rewritten or made anew", nil
	case relation.columns != e.Columns:
		return false, "its columns are no longer the same ones", nil
	}
	why, err = r.unstable(ctx, c, relation.from, e.Meaning)
	if why != "" || err != nil {
		return false, why, err
	}
	count, newer, err := countNewer(ctx, c, relation.from, r.pages(), e.SnapshotXmin)
	switch {
	case err != nil:
		return false, "", err
	case newer > 0:
		return false, newerText(newer), nil
	case count != e.Rows:
		return false, fmt.Sprintf("it had %s, now it has %d", rowsOf(e.Rows), count), nil
	}
	return true, "", nil
}

// fullXmin is a row's xmin in 64 bits. It has 32; the present snapshot's xmax, which
// is above the xmin of every row that the snapshot shows, gives the others: they are
// those of xmax, or one less where the row would lie above it. A frozen row may be
// older than that, never newer.
const fullXmin = `(t.xmin::text::bigint
    + ((now.xmax >> 32) - (t.xmin::text::bigint > (now.xmax & 4294967295))::int << 32))`

// countNewer counts the rows, and those that a transaction wrote which the older
// snapshot did not show, or perhaps did not.
func countNewer(ctx context.Context, c *Conn, from, pages string, xmin uint64) (count, newer int64, err error) {
	query := `
WITH now AS MATERIALIZED (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax)
SELECT count(*), count(*) FILTER (WHERE ` + fullXmin + ` >= $1)
FROM ` + from + ` AS t CROSS JOIN now` + pages
	err = c.QueryRow(ctx, query, []any{int64(xmin)}, &count, &newer)
	return count, newer, err
}

// newerText says how many rows are newer.
func newerText(n int64) string {
	if n == 1 {
		return "1 row is newer"
	}
	return rowsOf(n) + " are newer"
}

// rowsOf counts rows in words.
func rowsOf(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return strconv.FormatInt(n, 10) + " rows"
}

// A relation is what TakeEvidence and Unchanged read of a table besides its rows.
type relation struct {
	from     string // as FROM takes it
	filenode uint64
	columns  uint64
	xmin     uint64
	timeline int64
	standby  bool
}

func readRelation(ctx context.Context, c *Conn, table plan.Name) (relation, error) {
	const query = `
SELECT r.relkind::text,
       CASE r.relkind WHEN 'p' THEN (
           SELECT hashtextextended(coalesce(string_agg(l.relid::oid::text || '/' || coalesce(pg_relation_filenode(l.relid), 0)::text, ','
                                                       ORDER BY l.relid::oid), '') COLLATE "C", 0) & 9223372036854775807
           FROM pg_partition_tree(r.oid) l WHERE l.isleaf)
       ELSE coalesce(pg_relation_filenode(r.oid), 0)::bigint END,
       EXISTS (SELECT FROM pg_partition_tree(CASE r.relkind WHEN 'p' THEN r.oid END) l
               JOIN pg_class f ON f.oid = l.relid WHERE f.relkind = 'f'),
       (SELECT hashtextextended(coalesce(string_agg(a.attnum::text || ' ' || quote_ident(a.attname) || ' ' || a.atttypid::text || coalesce(
                   (SELECT string_agg(e.oid::text || quote_literal(e.enumlabel), ' ' ORDER BY e.oid) FROM pg_enum e
                    WHERE e.enumtypid IN (a.atttypid, (SELECT typelem FROM pg_type WHERE oid = a.atttypid))), ''), ',' ORDER BY a.attnum), '')
                   COLLATE "C", 0) & 9223372036854775807
        FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped),
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_is_in_recovery()
FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE n.nspname = $1 AND r.relname = $2`
	var r relation
	var kind string
	var foreign bool
	err := c.QueryRow(ctx, query, []any{table.Schema, table.Name}, &kind, &r.filenode, &foreign, &r.columns, &r.xmin, &r.standby)
	if err != nil {
		return r, fmt.Errorf("read the state of %s: %w", table, err)
	}
	switch {
	case kind == "p" && !foreign:
		r.from = Quote(table.Schema, table.Name)
	case kind == "r":
		r.from = "ONLY " + Quote(table.Schema, table.Name)
	default:
		return r, errNoEvidence
	}
	r.timeline, err = readTimeline(ctx, c, r.standby)
	return r, err
}

// readTimeline is the server's timeline. A standby follows its primary through a
// promotion and never shows what was lost in it, so 0 does for all of them.
func readTimeline(ctx context.Context, c *Conn, standby bool) (timeline int64, err error) {
	if standby {
		return 0, nil
	}
	err = c.QueryRow(ctx, "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint", nil, &timeline)
	if err != nil {
		err = fmt.Errorf("read the server's timeline: %w", err)
	}
	return timeline, err
}
