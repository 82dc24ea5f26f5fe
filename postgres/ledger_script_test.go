package postgres

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"poco/internal/pgcluster/pgtest"
)

// What a script records is what Record records, whatever the texts hold.
func TestAScriptRecordsAStepAsTheSessionDoes(t *testing.T) {
	for _, home := range []string{"poco", "public", LargeObjects} {
		t.Run(home, func(t *testing.T) {
			c := open(t, pgtest.Database(t, pgtest.Server(t)))
			l, err := OpenLedger(t.Context(), c, home)
			if err != nil {
				t.Fatal(err)
			}
			holder := `ann's "x" \ $poco$ é@host`
			if err := l.Begin(t.Context(), c, Run{ID: "a", PlanID: "p", Holder: holder, PlanDocument: []byte("{}")}); err != nil {
				t.Fatal(err)
			}
			entry := Entry{Run: "a", Step: `restore.'r'/$poco0$/"\ :x`, Chunk: 3, Rows: 12, Bytes: 345, Written: 11, Holder: holder,
				Detail: "it's\n日本 \\. $poco$", Evidence: Evidence{Filenode: 1 << 40, SnapshotXmin: 1 << 62, Meaning: "a > '日本'"}}
			script := func(e Entry) error {
				sql, err := l.RecordScript(e)
				if err != nil {
					t.Fatal(err)
				}
				_, err = c.Exec(t.Context(), "SET synchronous_commit = off; BEGIN; "+sql)
				if sync := ""; err == nil {
					if sync = ask[string](t, c, "SHOW synchronous_commit"); sync != "on" {
						t.Errorf("synchronous_commit is %s", sync)
					}
				}
				_, end := c.Exec(t.Context(), "COMMIT")
				if err == nil {
					err = end
				}
				return err
			}
			if err := script(entry); err != nil {
				t.Fatal(err)
			}
			xid := ask[int64](t, c, "SELECT pg_current_xact_id()::text::bigint") - 1
			other := entry
			other.Step += "/by the session"
			record(t, c, l, other)
			done, err := l.Done(t.Context(), c, "a")
			if err != nil || len(done) != 2 {
				t.Fatalf("done are %v, %v", done, err)
			}
			got, want := done[entry.Step], done[other.Step]
			if got.XID != uint64(xid) || got.CommittedAt.IsZero() || want.CommittedAt.Sub(got.CommittedAt).Abs().Minutes() > 10 {
				t.Errorf("recorded %+v, by transaction %d", got, xid)
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Entry{}, "Step", "XID", "CommittedAt")); diff != "" {
				t.Errorf("by the session and by the script: %s", diff)
			}
			if err := script(entry); Code(err) != "23505" {
				t.Errorf("recorded twice: %v", err)
			}
			late := entry
			late.Step, late.Holder = "late", "bob"
			if err := script(late); Code(err) != CodeTakenOver || !strings.Contains(err.Error(), "taken over run a") {
				t.Errorf("in the name of another holder: %v", err)
			}
			late.Holder = ""
			if err := script(late); err != nil {
				t.Errorf("in no name: %v", err)
			}
		})
	}
}
