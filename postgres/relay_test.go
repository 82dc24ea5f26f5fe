package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// ends are two databases with a table t each, on two servers.
type ends struct {
	from, to *Conn
}

const copyOut, copyIn = "COPY t TO STDOUT", "COPY t FROM STDIN"

func newEnds(t *testing.T, source, target string) ends {
	t.Helper()
	e := ends{
		from: open(t, pgtest.Database(t, pgtest.Server(t), source)),
		to:   open(t, pgtest.Database(t, pgtest.Server(t, 1), target)),
	}
	t.Cleanup(noRelayLeft(t))
	run(t, e.from, "BEGIN")
	run(t, e.to, "BEGIN")
	return e
}

// noRelayLeft checks at the end of a test that no goroutine of a relay is left.
func noRelayLeft(t *testing.T) func() {
	return func() {
		stacks := make([]byte, 1<<20)
		if s := string(stacks[:runtime.Stack(stacks, true)]); strings.Contains(s, "(*relay)") {
			t.Errorf("a relay left a goroutine:\n%s", s)
		}
	}
}

// relay runs a relay that must end within a minute.
func (e ends) relay(t *testing.T) (rows, bytes int64, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return Relay(ctx, e.from, copyOut, e.to, copyIn, nil)
}

// usable checks that both sessions can go on after a rollback.
func (e ends) usable(t *testing.T) {
	t.Helper()
	for _, c := range []*Conn{e.from, e.to} {
		run(t, c, "ROLLBACK", "SELECT 1", "SELECT count(*) FROM t")
	}
}

func wantSide(t *testing.T, err error, side Side, code string) {
	t.Helper()
	var e *SideError
	if !errors.As(err, &e) || e.Side != side || Code(err) != code {
		t.Fatalf("got %v, want SQLSTATE %s of the %s", err, code, side)
	}
}

func TestRelayMovesEveryRowAndGivesTheSessionsBack(t *testing.T) {
	const columns = "(id int, body text)"
	e := newEnds(t, "CREATE TABLE t "+columns+`; INSERT INTO t
		SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE repeat('é\' || chr(9) || chr(10), i % 40) END FROM generate_series(1, 50000) i`,
		"CREATE TABLE t "+columns)
	var calls, lastRows, lastBytes int64
	rows, size, err := Relay(t.Context(), e.from, copyOut, e.to, copyIn, func(rows, bytes int64) {
		if rows < lastRows || bytes <= lastBytes {
			t.Errorf("progress goes back: %d rows, %d bytes after %d, %d", rows, bytes, lastRows, lastBytes)
		}
		calls, lastRows, lastBytes = calls+1, rows, bytes
	})
	if err != nil || rows != 50000 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	if lastRows != rows || lastBytes != size || calls != (size+frameSize-1)/frameSize {
		t.Errorf("%d calls of progress end with %d rows and %d bytes of %d", calls, lastRows, lastBytes, size)
	}
	const digest = "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM t"
	if a, b := ask[string](t, e.from, digest), ask[string](t, e.to, digest); a != b {
		t.Error("the rows differ")
	}
	run(t, e.to, "COMMIT")
	run(t, e.from, "COMMIT")
}

func TestRelayOfNothing(t *testing.T) {
	e := newEnds(t, "CREATE TABLE t (id int)", "CREATE TABLE t (id int)")
	if rows, bytes, err := e.relay(t); rows != 0 || bytes != 0 || err != nil {
		t.Errorf("%d rows, %d bytes, %v", rows, bytes, err)
	}
	e.usable(t)
}

func TestRelayAllocatesNothingPerRow(t *testing.T) {
	e := newEnds(t, "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 200000)", "CREATE TABLE t (id int)")
	var rows int64
	var err error
	memory := allocated(func() { rows, _, err = e.relay(t) })
	if err != nil || rows != 200000 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	if memory > 3<<20 {
		t.Errorf("%d bytes were allocated for %d rows", memory, rows)
	}
}

func TestRelayInBinaryFormat(t *testing.T) {
	e := newEnds(t, "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 100000)", "CREATE TABLE t (id int)")
	rows, _, err := Relay(t.Context(), e.from, copyOut+" (FORMAT binary)", e.to, copyIn+" (FORMAT binary)", nil)
	if err != nil || rows != 100000 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

func TestRelayRefusesTwoFormats(t *testing.T) {
	e := newEnds(t, "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 1000)", "CREATE TABLE t (id int)")
	_, _, err := Relay(t.Context(), e.from, copyOut+" (FORMAT binary)", e.to, copyIn, nil)
	if err == nil || !strings.Contains(err.Error(), "binary") {
		t.Errorf("got %v", err)
	}
	e.usable(t)
}

// lots is a source that is far from its end whenever something fails.
const lots = "CREATE TABLE t (id int, body text); INSERT INTO t SELECT i, repeat('x', 200) FROM generate_series(1, 60000) i"

func TestTargetErrorStopsTheSource(t *testing.T) {
	for name, c := range map[string]struct{ target, code, context string }{
		"bad data":      {"CREATE TABLE t (id int, body int)", "22P02", "COPY t, line 1, column body"},
		"unique":        {"CREATE TABLE t (id int PRIMARY KEY, body text); INSERT INTO t VALUES (700)", "23505", "COPY t, line 700"},
		"check":         {"CREATE TABLE t (id int CHECK (id < 50000), body text)", "23514", "COPY t, line 50000"},
		"last, checked": {"CREATE TABLE t (id int, body text); ALTER TABLE t ADD EXCLUDE USING btree (id WITH =) WHERE (id = 60000) DEFERRABLE INITIALLY DEFERRED; INSERT INTO t VALUES (60000)", "", ""},
		"no table":      {"CREATE TABLE u (id int)", "42P01", ""},
		"columns":       {"CREATE TABLE t (id int)", "22P04", "COPY t, line 1"},
		"trigger": {`CREATE TABLE t (id int, body text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN IF NEW.id = 30000 THEN RAISE 'no' USING ERRCODE = '40P01'; END IF; RETURN NEW; END $$;
			CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`, "40P01", "COPY t, line 30000"},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnds(t, lots, c.target)
			_, _, err := e.relay(t)
			if c.code == "" {
				if err != nil {
					t.Fatalf("a deferred constraint must fail at COMMIT only: %v", err)
				}
				return
			}
			wantSide(t, err, Target, c.code)
			if !strings.Contains(Explain(err), c.context) {
				t.Errorf("the context is missing: %s", Explain(err))
			}
			run(t, e.from, "ROLLBACK", "SELECT count(*) FROM t")
			run(t, e.to, "ROLLBACK", "SELECT 1")
		})
	}
}

func TestSourceErrorCallsTheTargetOff(t *testing.T) {
	e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
	const read = "COPY (SELECT 1 / (id - 40000), body FROM t) TO STDOUT"
	_, _, err := Relay(t.Context(), e.from, read, e.to, copyIn, nil)
	wantSide(t, err, Source, "22012")
	e.usable(t)
	if n := ask[int](t, e.to, "SELECT count(*) FROM t"); n != 0 {
		t.Errorf("%d rows stayed on the target", n)
	}
	_, _, err = Relay(t.Context(), e.from, "COPY missing TO STDOUT", e.to, copyIn, nil)
	wantSide(t, err, Source, "42P01")
	if rows, _, err := e.relay(t); rows != 60000 || err != nil {
		t.Errorf("the sessions moved %d rows afterwards, %v", rows, err)
	}
}

func TestStatementsThatAreNoCopyAreRefused(t *testing.T) {
	for _, c := range []struct{ read, write string }{
		{"SELECT 1", copyIn}, {copyOut, "SELECT 1"}, {"", copyIn}, {copyOut, "CREATE TABLE x ()"},
	} {
		e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
		if _, _, err := Relay(t.Context(), e.from, c.read, e.to, c.write, nil); err == nil {
			t.Errorf("%q into %q went through", c.read, c.write)
		}
		e.usable(t)
	}
	e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
	if _, _, err := Relay(t.Context(), e.from, copyIn, e.to, copyIn, nil); err == nil {
		t.Error("two COPY FROM STDIN went through")
	}
	run(t, e.to, "ROLLBACK", "SELECT 1")
	if !e.from.pgx.IsClosed() {
		t.Error("a session that waits for rows was given back")
	}
}

func TestRowsKeptOutByATriggerAreAnError(t *testing.T) {
	e := newEnds(t, "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 10)",
		`CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN IF NEW.id = 3 THEN RETURN NULL; END IF; RETURN NEW; END $$;
			CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`)
	_, _, err := e.relay(t)
	if err == nil || !strings.Contains(err.Error(), "the source sent 10 rows, the target took 9") {
		t.Errorf("got %v", err)
	}
}

func TestNoticesAndNotificationsPassBy(t *testing.T) {
	const noisy = `CREATE FUNCTION say(i int) RETURNS int LANGUAGE plpgsql AS
		$$ BEGIN IF i % 100 = 0 THEN RAISE WARNING 'row % of many', i; PERFORM set_config('TimeZone', CASE WHEN i % 200 = 0 THEN 'UTC' ELSE 'CET' END, false); END IF; RETURN i; END $$;`
	e := newEnds(t, noisy+"CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 5000)",
		noisy+"CREATE TABLE t (id int CHECK (say(id) = id))")
	rows, _, err := Relay(t.Context(), e.from, "COPY (SELECT say(id) FROM t) TO STDOUT", e.to, copyIn, nil)
	if err != nil || rows != 5000 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	e.usable(t)
}

func TestCancelEndsBothSides(t *testing.T) {
	e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
	ctx, cancel := context.WithCancel(t.Context())
	_, _, err := Relay(ctx, e.from, copyOut, e.to, copyIn, func(rows, _ int64) {
		if rows > 1000 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	e.usable(t)
}

func TestCancelledBeforehandDoesNothing(t *testing.T) {
	e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Relay(ctx, e.from, copyOut, e.to, copyIn, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	e.usable(t)
}

// A target that waits for a lock neither reads rows nor sees that they end.
func TestCancelReachesATargetThatWaits(t *testing.T) {
	for name, write := range map[string]string{
		"before the first row": copyIn,
		"amid rows":            "COPY v FROM STDIN",
	} {
		t.Run(name, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t, 1), `CREATE TABLE t (id int, body text);
				CREATE TABLE v (id int, body text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS
				$$ BEGIN PERFORM 1 FROM t; RETURN NEW; END $$;
				CREATE TRIGGER g BEFORE INSERT ON v FOR EACH ROW WHEN (NEW.id = 2000) EXECUTE FUNCTION f()`)
			locker := open(t, url)
			run(t, locker, "BEGIN", "LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
			e := newEnds(t, lots, "CREATE TABLE t ()")
			e.to = open(t, url)
			run(t, e.to, "BEGIN")
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				_, _, err := Relay(ctx, e.from, copyOut, e.to, write, nil)
				ended <- err
			}()
			waitFor(t, locker, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pid = $1", e.to.PID())
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v", err)
			}
			run(t, locker, "ROLLBACK")
			e.usable(t)
		})
	}
}

// waitFor asks until the answer is true.
func waitFor(t *testing.T, c *Conn, query string, args ...any) {
	t.Helper()
	for !ask[bool](t, c, query, args...) {
		if t.Context().Err() != nil {
			t.FailNow()
		}
		runtime.Gosched()
	}
}

func TestTerminatedSessionIsReported(t *testing.T) {
	for _, side := range []Side{Source, Target} {
		t.Run(string(side), func(t *testing.T) {
			e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
			victim := e.from
			if side == Target {
				victim = e.to
			}
			killer := open(t, victim.config.pgx.ConnString())
			once := false
			_, _, err := Relay(t.Context(), e.from, copyOut, e.to, copyIn, func(rows, _ int64) {
				if rows > 1000 && !once {
					once = true
					run(t, killer, fmt.Sprintf("SELECT pg_terminate_backend(%d)", victim.PID()))
				}
			})
			wantSide(t, err, side, "57P01")
			if !victim.pgx.IsClosed() {
				t.Error("the dead session was given back")
			}
			other := e.to
			if side == Target {
				other = e.from
			}
			run(t, other, "ROLLBACK", "SELECT count(*) FROM t")
		})
	}
}

func TestKilledServerIsReported(t *testing.T) {
	for _, side := range []Side{Source, Target} {
		t.Run(string(side), func(t *testing.T) {
			e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
			server := pgtest.Own(t, pgcluster.Options{Name: "killed"})
			own := open(t, server.URL("postgres"))
			if side == Source {
				run(t, own, lots)
				e.from = own
			} else {
				run(t, own, "CREATE TABLE t (id int, body text)", "BEGIN")
				e.to = own
			}
			once := false
			_, _, err := Relay(t.Context(), e.from, copyOut, e.to, copyIn, func(rows, _ int64) {
				if rows > 1000 && !once {
					once = true
					kill(t, own.PID())
				}
			})
			var s *SideError
			if !errors.As(err, &s) || s.Side != side {
				t.Fatalf("got %v", err)
			}
			if !own.pgx.IsClosed() {
				t.Error("the dead session was given back")
			}
		})
	}
}

// allocated is how many bytes do allocates, those that it frees with them.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// kill ends a server's process at once; the server then ends all others.
func kill(t *testing.T, pid uint32) {
	t.Helper()
	process, err := os.FindProcess(int(pid))
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		t.Error(err)
	}
}

func TestHugeRowsStreamThroughLittleMemory(t *testing.T) {
	const size = 64 << 20
	e := newEnds(t, fmt.Sprintf("CREATE TABLE t (body text); INSERT INTO t VALUES (repeat('poco', %d / 4))", size),
		"CREATE TABLE t (body text)")
	var rows, bytes int64
	var err error
	memory := allocated(func() { rows, bytes, err = e.relay(t) })
	if err != nil || rows != 1 || bytes != size+1 {
		t.Fatalf("%d rows, %d bytes, %v", rows, bytes, err)
	}
	if memory > 4<<20 {
		t.Errorf("%d bytes were allocated for a row of %d", memory, size)
	}
	if n := ask[int](t, e.to, "SELECT length(body) FROM t"); n != size {
		t.Errorf("the row has %d bytes", n)
	}
}
