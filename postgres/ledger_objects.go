package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// LargeObjects is the home of a ledger of large objects.
const LargeObjects = "pg_largeobject"

// An objectLedger keeps the ledger in comments on large objects. They are as
// transactional as rows, and every role may make some: it is for a role that may
// create a table nowhere. An entry's large object has a number that follows from
// what the entry is about, so that it is found by an index, and two transactions
// can't both make one.
type objectLedger struct{}

// objectMark begins each comment; what an entry is about follows, then a line with
// the entry as JSON.
const objectMark = "Poco keeps here what a run has done, until it ends: "

func runKey(id string) string         { return objectMark + "run " + id + "\n" }
func stepsKey(run string) string      { return objectMark + "step " + run + " " }
func stepKey(run, step string) string { return stepsKey(run) + step + "\n" }

// places are how many numbers an entry may have: another entry, or an object of
// others, may stand at the first.
const places = 8

// numbers are those that an entry may have, in the upper half, which servers
// themselves reach late.
func numbers(key string) []uint32 {
	sum := sha256.Sum256([]byte(key))
	list := make([]uint32, places)
	for i := range list {
		list[i] = binary.BigEndian.Uint32(sum[4*i:]) | 1<<31
	}
	return list
}

// lookup gives the number and comment of an entry, or, where it is not there, the
// first number that is free.
func (objectLedger) lookup(ctx context.Context, c *Conn, key string) (number uint32, comment string, err error) {
	const query = `
SELECT w.number, m.oid IS NULL, coalesce(obj_description(w.number, 'pg_largeobject'), '')
FROM unnest($1::oid[]) WITH ORDINALITY w(number, place) LEFT JOIN pg_largeobject_metadata m ON m.oid = w.number
ORDER BY w.place`
	rows, err := c.pgx.Query(ctx, query, numbers(key))
	if err != nil {
		return 0, "", err
	}
	var at uint32
	var free bool
	var text string
	_, err = pgx.ForEachRow(rows, []any{&at, &free, &text}, func() error {
		switch {
		case strings.HasPrefix(text, key):
			number, comment = at, text
		case free && number == 0:
			number = at
		}
		return nil
	})
	if err == nil && number == 0 {
		err = fmt.Errorf("no number is free for a large object of the ledger")
	}
	return number, comment, err
}

// write puts an entry's value behind its key, on a large object that is there.
func (objectLedger) write(ctx context.Context, c *Conn, number uint32, key string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, fmt.Sprintf("COMMENT ON LARGE OBJECT %d IS %s", number, literal(key+string(text))))
	return err
}

// all gives the values of the entries whose comments begin with prefix, with their
// numbers.
func (objectLedger) all(ctx context.Context, c *Conn, prefix string, found func(number uint32, value string) error) error {
	const query = `
SELECT objoid, split_part(description, E'\n', 2) FROM pg_description
WHERE classoid = 'pg_largeobject'::regclass AND objsubid = 0 AND starts_with(description, $1)`
	rows, err := c.pgx.Query(ctx, query, prefix)
	if err != nil {
		return err
	}
	var number uint32
	var value string
	_, err = pgx.ForEachRow(rows, []any{&number, &value}, func() error { return found(number, value) })
	return err
}

// findObjects reports whether there is a ledger of large objects.
func findObjects(ctx context.Context, c *Conn) (bool, error) {
	const query = `
SELECT m.owner::regrole::text, ` + trusted + `
FROM pg_description d
JOIN (SELECT oid, lomowner AS owner FROM pg_largeobject_metadata) m ON m.oid = d.objoid
WHERE d.classoid = 'pg_largeobject'::regclass AND d.objsubid = 0 AND starts_with(d.description, $1)
ORDER BY 2, 1 LIMIT 1`
	var owner string
	var believed bool
	err := c.QueryRow(ctx, query, []any{objectMark}, &owner, &believed)
	switch {
	case errors.Is(err, ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look for the ledger: %w", err)
	case !believed:
		return false, foreignLedger("large objects", owner)
	}
	return true, nil
}

func (objectLedger) Home() string { return LargeObjects }

// An objectRun is what the comment of a run's large object holds; the plan is what
// the object itself does.
type objectRun struct {
	ID, PlanID, Holder string
	StartedAt          time.Time
}

func (l objectLedger) Begin(ctx context.Context, c *Conn, run Run) error {
	return c.Tx(ctx, "", func() error {
		if err := commitDurably(ctx, c); err != nil {
			return err
		}
		if err := l.fence(ctx, c, run.ID, ""); err != nil {
			return err
		}
		key := runKey(run.ID)
		number, comment, err := l.lookup(ctx, c, key)
		if err != nil {
			return err
		}
		value := objectRun{run.ID, run.PlanID, run.Holder, time.Now().UTC()}
		if comment == "" {
			if _, err := c.Exec(ctx, "SELECT lo_from_bytea($1, $2)", number, run.PlanDocument); err != nil {
				return err
			}
			return l.write(ctx, c, number, key, value)
		}
		var known objectRun
		if err := json.Unmarshal([]byte(strings.TrimPrefix(comment, key)), &known); err != nil {
			return err
		}
		if known.PlanID != run.PlanID {
			return otherPlanError(run.ID)
		}
		value.StartedAt = known.StartedAt
		return l.write(ctx, c, number, key, value)
	})
}

func (l objectLedger) Runs(ctx context.Context, c *Conn) ([]Run, error) {
	var runs []Run
	var numbers []uint32
	err := l.all(ctx, c, objectMark+"run ", func(number uint32, value string) error {
		var r objectRun
		err := json.Unmarshal([]byte(value), &r)
		runs = append(runs, Run{ID: r.ID, PlanID: r.PlanID, Holder: r.Holder, StartedAt: r.StartedAt})
		numbers = append(numbers, number)
		return err
	})
	for i := range runs {
		if err == nil {
			err = c.QueryRow(ctx, "SELECT lo_get($1)", []any{numbers[i]}, &runs[i].PlanDocument)
		}
	}
	slices.SortFunc(runs, func(a, b Run) int { return b.StartedAt.Compare(a.StartedAt) })
	return runs, err
}

func (l objectLedger) Record(ctx context.Context, c *Conn, e Entry) error {
	if err := commitDurably(ctx, c); err != nil {
		return err
	}
	if err := l.held(ctx, c, e); err != nil {
		return err
	}
	key := stepKey(e.Run, e.Step)
	number, comment, err := l.lookup(ctx, c, key)
	if err != nil {
		return err
	}
	if comment != "" {
		return doneAlreadyError(e, &pgconn.PgError{Severity: "ERROR", Code: "23505", Message: "its large object is there"})
	}
	err = c.QueryRow(ctx, "SELECT pg_current_xact_id()::text::bigint, clock_timestamp() FROM lo_create($1)", []any{number}, &e.XID, &e.CommittedAt)
	if Code(err) == "23505" {
		return doneAlreadyError(e, err)
	}
	if err != nil {
		return err
	}
	return l.write(ctx, c, number, key, e)
}

func (l objectLedger) Done(ctx context.Context, c *Conn, run string) (map[string]Entry, error) {
	done := make(map[string]Entry)
	err := l.all(ctx, c, stepsKey(run), func(_ uint32, value string) error {
		var e Entry
		err := json.Unmarshal([]byte(value), &e)
		done[e.Step] = e
		return err
	})
	return done, err
}

func (l objectLedger) Forget(ctx context.Context, c *Conn, run, step string) error {
	number, comment, err := l.lookup(ctx, c, stepKey(run, step))
	if err != nil || comment == "" {
		return err
	}
	_, err = c.Exec(ctx, "SELECT lo_unlink($1)", number)
	return err
}

// endBatch is how many large objects one transaction removes: each takes a lock.
const endBatch = 500

// End removes the run first: entries without a run mean nothing, and the next End
// removes them.
func (l objectLedger) End(ctx context.Context, c *Conn, run string) error {
	for _, prefix := range []string{runKey(run), stepsKey(run)} {
		var numbers []uint32
		err := l.all(ctx, c, prefix, func(number uint32, _ string) error { numbers = append(numbers, number); return nil })
		if err != nil {
			return err
		}
		for batch := range slices.Chunk(numbers, endBatch) {
			err := c.Tx(ctx, "", func() error {
				if err := commitDurably(ctx, c); err != nil {
					return err
				}
				_, err := c.Exec(ctx, "SELECT lo_unlink(n) FROM unnest($1::oid[]) n", batch)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
