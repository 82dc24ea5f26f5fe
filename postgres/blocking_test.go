package postgres

import "testing"

func TestBlockerIsNamedAsFarAsTheRoleMaySee(t *testing.T) {
	for _, test := range []struct {
		blocker Blocker
		want    string
	}{
		{Blocker{PID: 7, User: "app", Application: "psql", State: "idle in transaction", Seconds: 12.34},
			"process 7 (app, psql, idle in transaction for 12.3s)"},
		{Blocker{PID: 7, User: "app", State: "active", Seconds: 1}, "process 7 (app, unnamed application, active for 1s)"},
		{Blocker{PID: 7, Backend: "autovacuum worker", State: "active", Seconds: 13.3}, "process 7 (autovacuum worker, active for 13.3s)"},
		{Blocker{PID: 7, User: "other", Application: "psql"}, "process 7 (other, psql)"},
		{Blocker{PID: 7}, "process 7 (of the server)"},
	} {
		if got := test.blocker.String(); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.blocker, got, test.want)
		}
	}
}
