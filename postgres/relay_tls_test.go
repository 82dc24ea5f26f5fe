package postgres

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// encryptedServer starts a server that takes TLS, and gives the URL of a database
// that asks for it.
func encryptedServer(t *testing.T) (url string) {
	t.Helper()
	server := pgtest.Own(t, pgcluster.Options{Name: "tls"})
	url = server.URL("postgres")
	c := open(t, url)
	certificate, key := certificateInPEM(t)
	for file, content := range map[string]string{"server.crt": certificate, "server.key": key} {
		run(t, c, fmt.Sprintf("COPY (SELECT unnest(string_to_array(%s, E'\\n'))) TO PROGRAM 'umask 077; cat > %s'",
			literal(strings.TrimSpace(content)), file))
	}
	run(t, c, "ALTER SYSTEM SET ssl = on")
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	return strings.Replace(url, "sslmode=disable", "sslmode=require", 1)
}

// certificateInPEM makes a certificate that nobody has signed, and its key.
func certificateInPEM(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}))
}

func TestRelayOverTLS(t *testing.T) {
	url := encryptedServer(t)
	for name, encrypted := range map[string][2]bool{"source": {true, false}, "target": {false, true}, "both": {true, true}} {
		t.Run(name, func(t *testing.T) {
			e := newEnds(t, lots, "CREATE TABLE t (id int, body text)")
			if encrypted[0] {
				e.from = open(t, url)
				run(t, e.from, "DROP TABLE IF EXISTS t", lots, "BEGIN")
			}
			if encrypted[1] {
				e.to = open(t, url)
				run(t, e.to, "BEGIN", "CREATE TEMP TABLE t (id int, body text)")
			}
			for i, c := range []*Conn{e.from, e.to} {
				if got := ask[bool](t, c, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"); got != encrypted[i] {
					t.Fatalf("side %d is encrypted: %v", i, got)
				}
			}
			if rows, _, err := e.relay(t); rows != 60000 || err != nil {
				t.Fatalf("%d rows, %v", rows, err)
			}
			if n := ask[int](t, e.to, "SELECT count(*) FROM t"); n != 60000 {
				t.Errorf("the target has %d rows", n)
			}
			_, _, err := Relay(t.Context(), e.from, "COPY (SELECT 1 / (id - 40000), body FROM t) TO STDOUT", e.to, copyIn, nil)
			wantSide(t, err, Source, "22012")
			run(t, e.from, "ROLLBACK", "SELECT 1")
			run(t, e.to, "ROLLBACK", "SELECT 1")
		})
	}
}
