package postgres

import (
	"errors"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// A process whose run was taken over can't add to what the next one counts on, and
// what it was about to commit is waited for.
func TestRunThatIsTakenOverRecordsNothingForTheHolderBefore(t *testing.T) {
	for _, home := range []string{"poco", "public", LargeObjects} {
		t.Run(home, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t))
			before, after := open(t, url), open(t, url)
			l, err := OpenLedger(t.Context(), before, home)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Begin(t.Context(), before, Run{ID: "a", PlanID: "p", Holder: "ann", PlanDocument: []byte("{}")}); err != nil {
				t.Fatal(err)
			}
			write := func(c *Conn, step, holder string) error {
				return c.Tx(t.Context(), "", func() error { return l.Record(t.Context(), c, Entry{Run: "a", Step: step, Holder: holder}) })
			}
			taken := make(chan error)
			err = before.Tx(t.Context(), "", func() error {
				if err := l.Record(t.Context(), before, Entry{Run: "a", Step: "early", Holder: "ann"}); err != nil {
					return err
				}
				go func() { taken <- l.TakeOver(t.Context(), after, "a", "bob") }()
				for !ask[bool](t, before, "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid())") {
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := <-taken; err != nil {
				t.Fatal(err)
			}
			var over *TakenOverError
			if err := write(before, "late", "ann"); !errors.As(err, &over) || over.Run != "a" {
				t.Errorf("the holder before: %v", err)
			}
			if err := write(after, "next", "bob"); err != nil {
				t.Error(err)
			}
			done, err := l.Done(t.Context(), after, "a")
			if _, early := done["early"]; err != nil || len(done) != 2 || !early {
				t.Errorf("done are %v, %v", done, err)
			}
			runs, err := l.Runs(t.Context(), after)
			if err != nil || len(runs) != 1 || runs[0].Holder != "bob" || runs[0].PlanID != "p" {
				t.Errorf("the runs are %v, %v", runs, err)
			}
		})
	}
}
