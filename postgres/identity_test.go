package postgres

import (
	"context"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// at gives a database's URL by another address of its server.
func at(t testing.TB, raw, address string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = address
	return u.String()
}

// tunnel forwards connections to an address, as an SSH tunnel or a pooler would.
func tunnel(t testing.TB, to string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var ends sync.WaitGroup
	ends.Go(func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			onward, err := net.Dial("tcp", to)
			if err != nil {
				from.Close()
				continue
			}
			ends.Go(func() { io.Copy(onward, from); onward.Close() })
			ends.Go(func() { io.Copy(from, onward); from.Close() })
		}
	})
	t.Cleanup(func() { listener.Close(); ends.Wait() })
	return listener.Addr().String()
}

// sameness asks both ways round, and without system identifiers where hidden.
func sameness(t testing.TB, a, b *Conn, hidden bool) Sameness {
	t.Helper()
	ca, cb := read(t, a, "").Server, read(t, b, "").Server
	if hidden {
		ca.SystemIdentifier, cb.SystemIdentifier = "", ""
	}
	one, err := SameDatabase(t.Context(), a, b, ca, cb)
	if err != nil {
		t.Fatal(err)
	}
	other, err := SameDatabase(t.Context(), b, a, cb, ca)
	if err != nil {
		t.Fatal(err)
	}
	if one != other {
		t.Errorf("%v one way, %v the other way", one, other)
	}
	return one
}

func TestOneDatabaseIsKnownByWhateverName(t *testing.T) {
	cluster := pgtest.Server(t)
	database := pgtest.Database(t, cluster)
	direct := open(t, database)
	port := strconv.Itoa(cluster.Port())
	for name, address := range map[string]string{
		"another host name": "localhost:" + port,
		"a tunnel":          tunnel(t, "127.0.0.1:"+port),
	} {
		if got := sameness(t, direct, open(t, at(t, database, address)), false); got != Same {
			t.Errorf("through %s: %v, want same", name, got)
		}
	}
	if got := sameness(t, direct, open(t, database), true); got != Same {
		t.Errorf("with hidden identifiers: %v, want same", got)
	}
	if got := sameness(t, direct, direct, false); got != Same {
		t.Errorf("of one session: %v, want same", got)
	}
}

func TestOtherDatabasesAndServersAreDifferent(t *testing.T) {
	a := open(t, pgtest.Database(t, pgtest.Server(t)))
	if got := sameness(t, a, open(t, pgtest.Database(t, pgtest.Server(t))), false); got != Different {
		t.Errorf("another database of the server: %v, want different", got)
	}
	// The database postgres has the same OID on every server of a version.
	one, two := open(t, pgtest.Server(t).URL("postgres")), open(t, pgtest.Server(t, 1).URL("postgres"))
	for _, hidden := range []bool{false, true} {
		if got := sameness(t, one, two, hidden); got != Different {
			t.Errorf("another server, identifiers hidden %v: %v, want different", hidden, got)
		}
	}
}

func TestTheGuardLeavesNoLockBehind(t *testing.T) {
	database := pgtest.Database(t, pgtest.Server(t))
	a, b := open(t, database), open(t, database)
	sameness(t, a, b, false)
	if n := ask[int](t, a, "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid IN ($1, $2)", a.PID(), b.PID()); n != 0 {
		t.Errorf("%d advisory locks are left", n)
	}
}

// startCopy starts a server and a physical copy of it, which is a server of its
// own, or a standby.
func startCopy(t *testing.T, standby bool) (original, copied *pgcluster.Cluster) {
	t.Helper()
	start := func(password string) *pgcluster.Cluster {
		c, err := pgcluster.Start(t.Context(), pgcluster.Options{Name: "copy", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Stop(context.Background()) })
		return c
	}
	original = start("")
	copied = start(original.Password())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(original.Kill())
	must(copied.Kill())
	data := filepath.Join(copied.Dir(), "data")
	must(os.RemoveAll(data))
	must(exec.Command("cp", "-a", filepath.Join(original.Dir(), "data"), data).Run())
	must(os.Remove(filepath.Join(data, "postmaster.pid")))
	if standby {
		must(exec.Command("cp", "-a", filepath.Join(data, "PG_VERSION"), filepath.Join(data, "standby.signal")).Run())
	}
	must(original.Restart(t.Context()))
	must(copied.Restart(t.Context()))
	return original, copied
}

func TestPhysicalCopiesAreClones(t *testing.T) {
	a, b := startCopy(t, false)
	one, two := open(t, a.URL("postgres")), open(t, b.URL("postgres"))
	if got := sameness(t, one, two, false); got != Clone {
		t.Errorf("%v, want clone", got)
	}
}

func TestStandbysAreToldFromOtherServers(t *testing.T) {
	a, b := startCopy(t, true)
	primary, standby := open(t, a.URL("postgres")), open(t, b.URL("postgres"))
	if !read(t, standby, "").Server.InRecovery {
		t.Fatal("the copy is no standby")
	}
	for _, hidden := range []bool{false, true} {
		if got := sameness(t, primary, standby, hidden); got != Standby {
			t.Errorf("identifiers hidden %v: %v, want standby", hidden, got)
		}
	}
	run(t, primary, "CREATE TABLE one_more (id int)") // which this standby, cut off, never sees
	if got := sameness(t, primary, standby, true); got != Different {
		t.Errorf("identifiers hidden, other tables: %v, want different", got)
	}
}
