package postgres

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"poco/internal/pgcluster/pgtest"
)

// listen answers each connection with what serve does, until the test ends.
func listen(t testing.TB, serve func(net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var ends sync.WaitGroup
	ends.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			ends.Go(func() { defer c.Close(); serve(c) })
		}
	})
	t.Cleanup(func() { listener.Close(); ends.Wait() })
	return listener.Addr().String()
}

// untrustedTLS is a TLS server's configuration that nobody trusts.
func untrustedTLS(t testing.TB) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"db"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func TestFailuresToConnectAreExplainedWithoutThePassword(t *testing.T) {
	quietEnvironment(t)
	const canary = "c4n4ry"
	cluster := pgtest.Server(t)
	super := open(t, cluster.URL("postgres"))
	plainRole(t, super, "connect_full", "CONNECTION LIMIT 0")
	plainRole(t, super, "connect_closed", "")
	closed := pgtest.Database(t, cluster)
	run(t, super, "REVOKE CONNECT ON DATABASE "+parse(t, closed).DBName()+" FROM public")
	server := "127.0.0.1:" + strconv.Itoa(cluster.Port())
	config := untrustedTLS(t)
	untrusted := listen(t, func(c net.Conn) {
		io.ReadFull(c, make([]byte, 8)) // SSLRequest
		c.Write([]byte("S"))
		tls.Server(c, config).Handshake()
	})
	silent := listen(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	web := listen(t, func(c net.Conn) {
		io.ReadFull(c, make([]byte, 8))
		io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
	})
	rude := listen(t, func(net.Conn) {})
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead.Close()
	nobody := dead.Addr().String()

	right := url.QueryEscape(cluster.Password())
	for name, test := range map[string]struct{ dsn, reason, hint string }{
		"wrong password":      {"postgres://postgres:" + canary + "@" + server + "/postgres", "password authentication failed", "Check the user and the password."},
		"no password":         {"postgres://postgres@" + server + "/postgres", "", "No password was given"},
		"unknown role":        {"postgres://nobody_here:" + canary + "@" + server + "/postgres", "password authentication failed", "Check the user"},
		"unknown database":    {"postgres://postgres:" + right + "@" + server + "/no_such", `database "no_such" does not exist`, "poco does not create databases"},
		"role's limit":        {"postgres://connect_full:pw@" + server + "/postgres", "too many connections", "CONNECTION LIMIT"},
		"no CONNECT":          {"postgres://connect_closed:pw@" + server + "/" + parse(t, closed).DBName(), "permission denied for database", "GRANT CONNECT"},
		"nothing listens":     {"postgres://app:" + canary + "@" + nobody + "/x", "connection refused", "listen_addresses"},
		"unknown host":        {"postgres://app:" + canary + "@db.invalid/x", `no host named "db.invalid"`, "VPN or tunnel"},
		"no socket":           {"host=/nowhere user=app dbname=x password=" + canary, "no server's socket", "Check directory"},
		"no TLS":              {"postgres://postgres:" + canary + "@" + server + "/x?sslmode=require", "does not do TLS", "sslmode=prefer"},
		"untrusted":           {"postgres://app:" + canary + "@" + untrusted + "/x?sslmode=verify-full", "certificate is not trusted", "sslrootcert"},
		"no answer":           {"postgres://app:" + canary + "@" + silent + "/x?connect_timeout=1", "no answer in time", "firewall"},
		"a web server":        {"postgres://app:" + canary + "@" + web + "/x", "is not Postgres", "tunnel or pooler"},
		"closes at once":      {"postgres://app:" + canary + "@" + rude + "/x", "closed the connection", "tunnel or pooler"},
		"no standby":          {"postgres://postgres:" + right + "@" + server + "/postgres?target_session_attrs=standby", "fits target_session_attrs", "which of the servers"},
		"none of several":     {"postgres://app:" + canary + "@" + nobody + ",db.invalid/x", "connection refused", ""},
		"unknown in encoding": {"postgres://postgres:" + right + "@" + server + "/postgres?options=-c%20no_such%3D1", "no_such", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Connect(t.Context(), parse(t, test.dsn), Session{})
			if err == nil {
				c.Close(context.Background())
				t.Fatal("it connects")
			}
			var connect *ConnectError
			if !errors.As(err, &connect) {
				t.Fatalf("%T: %v", err, err)
			}
			text := Explain(err)
			if !strings.Contains(connect.Reason, test.reason) || !strings.Contains(connect.Hint, test.hint) {
				t.Errorf("%s\nwant %q and %q", text, test.reason, test.hint)
			}
			if strings.Contains(connect.Reason, "\n") {
				t.Errorf("the reason is not one line: %q", connect.Reason)
			}
			for _, secret := range []string{canary, cluster.Password(), "pw@"} {
				if shown := fmt.Sprintf("%s %v %+v %#v", text, err, err, err); strings.Contains(shown, secret) {
					t.Errorf("the password is shown: %s", shown)
				}
			}
		})
	}
}

func TestACancelledConnectIsNoFailureOfTheServer(t *testing.T) {
	silent := listen(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Connect(ctx, parse(t, "postgres://app:pw@"+silent+"/x"), Session{})
	var connect *ConnectError
	if !errors.Is(err, context.Canceled) || errors.As(err, &connect) {
		t.Errorf("%T: %v, want the cancellation", err, err)
	}
}

func TestTheSessionKnowsWhichOfSeveralHostsItIsWith(t *testing.T) {
	cluster := pgtest.Server(t)
	port := strconv.Itoa(cluster.Port())
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead.Close()
	for address, want := range map[string]string{
		dead.Addr().String() + ",localhost:" + port: "localhost",
		"127.0.0.1:" + port + ",localhost:" + port:  "127.0.0.1",
	} {
		c := open(t, at(t, cluster.URL("postgres"), address))
		if c.Host() != want || c.Port() != cluster.Port() {
			t.Errorf("of %s: %s:%d, want %s:%s", address, c.Host(), c.Port(), want, port)
		}
	}
}

func TestSessionsAgreeWhateverRolesAndDatabasesSet(t *testing.T) {
	database := pgtest.Database(t, pgtest.Server(t))
	super := open(t, database)
	name := Quote(super.Config().DBName())
	run(t, super,
		"ALTER DATABASE "+name+" SET DateStyle = 'German'",
		"ALTER DATABASE "+name+" SET default_transaction_isolation = 'serializable'",
		"ALTER DATABASE "+name+" SET statement_timeout = '1s'",
		"ALTER DATABASE "+name+" SET array_nulls = off",
		"ALTER DATABASE "+name+" SET session_replication_role = replica",
		`CREATE SCHEMA "My App"`)
	c, err := Connect(t.Context(), parse(t, database), Session{Application: "test", Schema: "My App", LockTimeout: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	for setting, want := range map[string]string{
		"DateStyle": "ISO, YMD", "transaction_isolation": "read committed", "statement_timeout": "0", "array_nulls": "on",
		"search_path": `"My App", public`, "lock_timeout": "3s", "application_name": "poco test", "row_security": "off",
		"session_replication_role": "origin",
	} {
		if got := ask[string](t, c, "SELECT current_setting($1)", setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
}

func TestTransactionsEndAsTheyMust(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
	rows := func() int { return ask[int](t, c, "SELECT count(*)::int FROM t") }
	insert := func() error { _, err := c.Exec(t.Context(), "INSERT INTO t VALUES (1)"); return err }
	if err := c.Tx(t.Context(), "", insert); err != nil || rows() != 1 {
		t.Errorf("committed: %v, %d rows", err, rows())
	}
	failed := errors.New("failed")
	if err := c.Tx(t.Context(), "", func() error { insert(); return failed }); err != failed || rows() != 1 {
		t.Errorf("failed: %v, %d rows", err, rows())
	}
	if err := c.Tx(t.Context(), "", insert); Code(err) != "23505" || rows() != 1 {
		t.Errorf("failed at COMMIT: %v, %d rows", err, rows())
	}
	ignored := func() error { c.Exec(t.Context(), "SELECT 1/0"); return nil }
	if err := c.Tx(t.Context(), "", ignored); err != errRolledBack {
		t.Errorf("a failed statement that was ignored: %v, want %v", err, errRolledBack)
	}
	func() {
		defer func() { recover() }()
		c.Tx(t.Context(), "", func() error { insert(); panic("it") })
	}()
	if rows() != 1 {
		t.Errorf("after a panic: %d rows", rows())
	}
}

func TestLostConnectionsAreToldFromFailedStatements(t *testing.T) {
	database := pgtest.Database(t, pgtest.Server(t))
	c, killer := open(t, database), open(t, database)
	_, failed := c.Exec(t.Context(), "SELECT 1/0")
	run(t, killer, fmt.Sprintf("SELECT pg_terminate_backend(%d)", c.PID()))
	_, lost := c.Exec(t.Context(), "SELECT pg_sleep(60)")
	_, closed := c.Exec(t.Context(), "SELECT 1")
	if IsLost(failed) || IsLost(nil) || !IsLost(lost) || !IsLost(closed) {
		t.Errorf("lost: %v %v %v", failed, lost, closed)
	}
	// What the system says of a file is no word of a connection.
	if _, err := os.Open(filepath.Join(t.TempDir(), "gone")); IsLost(err) {
		t.Errorf("a file that is not there counts as a lost connection: %v", err)
	}
}
