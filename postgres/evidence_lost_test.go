package postgres

import (
	"context"
	"testing"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// A commit that did not wait for the disk is seen by others and lost in a crash.
// The server then gives its number again: a row of another transaction bears the
// xmin of the one that the evidence would have counted.
func TestRowsThatACrashReplacedAreNotTakenForTheOldOnes(t *testing.T) {
	settings := pgtest.Settings()
	settings["wal_writer_delay"] = "500ms"
	cluster := pgtest.Own(t, pgcluster.Options{Settings: settings})
	url := cluster.URL("postgres")
	c := open(t, url)
	run(t, c, rowsOfThree, "CHECKPOINT", "SET synchronous_commit = off", "INSERT INTO t VALUES (999, 'lost')")
	e := evidenceOf(t, url, "t", "")
	if err := cluster.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cluster.Restart(context.Background()); err != nil {
		t.Fatal(err)
	}
	c = open(t, url)
	run(t, c, "INSERT INTO t VALUES (999, 'other') ON CONFLICT (id) DO UPDATE SET v = 'other'")
	if same, _ := unchanged(t, url, e); same {
		t.Error("another row is taken for the one that was copied")
	}
}

// An idle server may hold back WAL that no commit stands in, as long as it likes.
func TestEvidenceIsTakenOfAnIdleServer(t *testing.T) {
	url := pgtest.Own(t, pgcluster.Options{}).URL("postgres")
	run(t, open(t, url), rowsOfThree, "SELECT pg_switch_wal()", "SELECT pg_logical_emit_message(false, 'poco', 'not flushed')")
	if same, why := unchanged(t, url, evidenceOf(t, url, "t", "")); !same {
		t.Errorf("not proved: %s", why)
	}
}
