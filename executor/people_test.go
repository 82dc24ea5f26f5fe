package executor

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
	"poco/postgres"
)

// asOwner lets a role that is no superuser own the target, and poco come as that
// role. Superusers pass by the limits of connections.
func (s *shop) asOwner() {
	s.t.Helper()
	s.exec(s.target, `CREATE ROLE mover LOGIN PASSWORD 'secret';
		DO $$ DECLARE r record; BEGIN
			EXECUTE format('GRANT CREATE ON DATABASE %I TO mover', current_database());
			FOR r IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
				EXECUTE format('ALTER TABLE %s OWNER TO mover', r.name);
			END LOOP;
		END $$;
		GRANT ALL ON SCHEMA public TO mover`)
	u, err := url.Parse(s.target)
	if err != nil {
		s.t.Fatal(err)
	}
	u.User = url.UserPassword("mover", "secret")
	s.target = u.String()
}

// A worker that has lost its session finds the server full: it waits, and the run
// after it, until there is room again.
func TestApplyWaitsForFreeConnections(t *testing.T) {
	s, _ := ownShop(t)
	super := s.target
	s.asOwner()
	p := s.overwrite()
	o := s.options()
	o.Checkpoint = once("written "+copyID("orders"), func() {
		s.exec(super, "ALTER ROLE mover CONNECTION LIMIT 0")
		ended := s.query(super, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name LIKE 'poco apply%'`)
		if len(ended) == 0 {
			t.Error("no such session")
		}
	})
	events, refused, release := o.Events, 0, sync.Once{}
	o.Events = func(e Event) {
		events(e)
		if e.Type != Retrying || !strings.Contains(e.Message, "database qa") || !strings.Contains(e.Message, `too many connections for role "mover"`) {
			return
		}
		if refused++; refused > 2*lostTries { // so many that the run itself has begun again
			release.Do(func() { s.exec(super, "ALTER ROLE mover CONNECTION LIMIT -1") })
		}
	}
	s.apply(p, o)
	if refused <= 2*lostTries {
		t.Errorf("people were told %d times: %+v", refused, s.recorded(Retrying))
	}
	s.wantCopied(p)
}

// Where the target stays full, the run stops for later and says why.
func TestFullServerStopsTheRunForLater(t *testing.T) {
	s, _ := ownShop(t)
	super := s.target
	s.asOwner()
	p := s.overwrite()
	o := s.options()
	stop := make(chan struct{})
	o.Stop = stop
	o.Checkpoint = once("written "+copyID("orders"), func() {
		s.exec(super, "ALTER ROLE mover CONNECTION LIMIT 0")
		s.query(super, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name LIKE 'poco apply%'`)
	})
	events, retried := o.Events, 0
	o.Events = func(e Event) {
		events(e)
		if e.Type == Retrying && e.Step == "" {
			if retried++; retried == 2 {
				close(stop)
			}
		}
	}
	_, err := Apply(context.Background(), p, o)
	if err == nil || !strings.Contains(err.Error(), "database qa: cannot connect to mover@") || !strings.Contains(err.Error(), "too many connections") {
		t.Errorf("apply: %v", err)
	}
	s.exec(super, "ALTER ROLE mover CONNECTION LIMIT -1")
	s.apply(p, s.options())
	s.wantCopied(p)
}

// The settings of a role that bound how long its statements take, how long they
// wait and how long a transaction may pause are not for a copy.
func TestTimeoutsOfTheRoleDoNotCutACopy(t *testing.T) {
	s := newShop(t)
	for _, u := range []string{s.source, s.target} {
		for _, name := range []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"} {
			s.exec(u, fmt.Sprintf(`DO $$ BEGIN EXECUTE format('ALTER ROLE postgres IN DATABASE %%I SET %s = ''250ms''', current_database()); END $$`, name))
		}
	}
	p := s.overwrite()
	for i := range p.Steps {
		if s := &p.Steps[i]; s.ID == copyID("orders") {
			s.Read = "COPY (SELECT id, customer_id, note FROM public.orders, (SELECT pg_sleep(0.6)) pause) TO STDOUT"
		}
	}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	blocker := s.session(s.target)
	blocker.exec("BEGIN; LOCK TABLE customers IN ACCESS SHARE MODE")
	o := s.options()
	pause := func() { s.query(pgtest.Server(t).URL("postgres"), "SELECT pg_sleep(0.6)") }
	o.Checkpoint = once("written "+copyID("items"), pause)
	events := o.Events
	o.Events = func(e Event) {
		events(e)
		if e.Type == Notice && strings.Contains(e.Message, "poco report") {
			pause()
			blocker.exec("ROLLBACK")
		}
	}
	s.apply(p, o)
	if len(s.recorded(Notice)) == 0 {
		t.Error("nothing had to wait for the lock")
	}
	if again := s.recorded(Retrying); len(again) > 0 {
		t.Errorf("it was cut: %+v", again)
	}
	s.wantCopied(p)
}

// A standby ends what is in the way of what its primary has cleaned up or emptied.
// The rows that were copied by then count where they are proved unchanged.
func TestConflictWithTheRecoveryOfAStandbySource(t *testing.T) {
	settings := pgtest.Settings()
	settings["wal_level"] = "replica"
	primary := pgtest.Own(t, pgcluster.Options{Name: "primary", Settings: settings})
	standby, err := pgcluster.Standby(t.Context(), primary, pgcluster.Options{Name: "standby"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { standby.Stop(context.Background()) })
	for name, change := range map[string]string{
		"vacuum":   "UPDATE customers SET name = 'renamed' WHERE id = 7; DELETE FROM items WHERE order_id = 300; VACUUM items; VACUUM customers",
		"truncate": "UPDATE orders SET note = 'renamed' WHERE id = 7; TRUNCATE items; INSERT INTO items VALUES (1, 1, 'new')",
	} {
		t.Run(name, func(t *testing.T) {
			origin := pgtest.Database(t, primary, shopSource)
			u, err := url.Parse(origin)
			if err != nil {
				t.Fatal(err)
			}
			s := &shop{t: t, dir: t.TempDir(), source: standby.URL(strings.TrimPrefix(u.Path, "/")), target: pgtest.Database(t, pgtest.Server(t, 1), shopTarget)}
			caughtUp := func() {
				at := s.query(origin, "SELECT pg_current_wal_insert_lsn()")[0] // VACUUM alone flushes nothing
				for deadline := time.Now().Add(time.Minute); ; {
					rows, err := pgtest.Query(context.Background(), standby.URL("postgres"), "SELECT pg_last_wal_replay_lsn() >= '"+at+"'")
					if err == nil && rows[0] == "t" {
						return
					}
					if time.Now().After(deadline) {
						t.Errorf("the standby does not catch up: %v", err)
						return
					}
				}
			}
			s.exec(standby.URL("postgres"), "ALTER SYSTEM SET max_standby_streaming_delay = 0")
			s.exec(standby.URL("postgres"), "SELECT pg_reload_conf()")
			caughtUp()
			p := s.overwrite()
			o := s.options()
			o.Jobs = 1
			o.Checkpoint = once("copy "+copyID("items"), func() {
				for _, statement := range strings.Split(change, "; ") {
					s.exec(origin, statement)
				}
				caughtUp()
			})
			s.apply(p, o)
			again := s.recorded(Retrying)
			if len(again) == 0 || !strings.Contains(fmt.Sprintf("%+v", again), "conflict with recovery") {
				t.Errorf("nothing was in the way: %+v", again)
			}
			s.wantCopied(p)
		})
	}
}

// A person is a session of another client that sits on a lock.
type person struct {
	t *testing.T
	c *postgres.Conn
}

// session opens one that ends with the test.
func (s *shop) session(url string) person {
	s.t.Helper()
	config, err := postgres.ParseConfig(url)
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := postgres.Connect(context.Background(), config, postgres.Session{Application: "report"})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close(context.Background()) })
	return person{s.t.(*testing.T), c}
}

func (p person) exec(sql string) {
	p.t.Helper()
	if _, err := p.c.Exec(context.Background(), sql); err != nil {
		p.t.Error(err)
	}
}
