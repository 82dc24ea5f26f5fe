//go:build unix

package storm

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"poco/internal/witness"
)

// A writer is two clients that change the source all the time. Each of their
// transactions keeps what invariants states.
type writer struct {
	cancel  context.CancelFunc
	clients sync.WaitGroup
	mu      sync.Mutex
	batches int // that went through
}

// writing starts the writer on a database. It stops with the test.
func writing(t *testing.T, url string, seed int) *writer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w := &writer{cancel: cancel}
	for n := range 2 {
		r := rand.New(rand.NewPCG(uint64(seed), uint64(n)))
		w.clients.Go(func() {
			for ctx.Err() == nil {
				w.batch(url, r)
				select {
				case <-time.After(time.Duration(r.IntN(60)) * time.Millisecond):
				case <-ctx.Done():
				}
			}
		})
	}
	t.Cleanup(w.stop)
	return w
}

// batch runs some transactions. Where the server is away, or two clients collide,
// the rest of them is not.
func (w *writer) batch(url string, r *rand.Rand) {
	var script strings.Builder
	script.WriteString("SET application_name = 'writer';\n")
	for range 1 + r.IntN(15) {
		begin, end := "BEGIN;", "COMMIT;"
		if r.IntN(10) == 0 {
			begin += " SET LOCAL synchronous_commit = off;"
		}
		if r.IntN(12) == 0 {
			end = "SELECT pg_sleep(0.15); COMMIT;"
		}
		fmt.Fprintf(&script, "%s %s; %s\n", begin, transaction(r), end)
	}
	if _, err := witness.Run(url, script.String()); err == nil {
		w.mu.Lock()
		w.batches++
		w.mu.Unlock()
	}
}

// stop ends the clients, after their transactions.
func (w *writer) stop() {
	w.cancel()
	w.clients.Wait()
}

func (w *writer) done() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.batches
}

// transaction is what one transaction does.
func transaction(r *rand.Rand) string {
	key, other, amount := 1+r.IntN(200), 1+r.IntN(200), 1+r.IntN(99)
	transfer := fmt.Sprintf("UPDATE accounts_a SET balance = balance - %d WHERE id = %d; UPDATE accounts_b SET balance = balance + %d WHERE id = %d", amount, key, amount, other)
	many := 1 + r.IntN(3000)
	switch r.IntN(19) {
	case 0, 1:
		return transfer
	case 2:
		return fmt.Sprintf("UPDATE versions_a SET version = version + 1 WHERE id = %d; UPDATE versions_b SET version = version + 1 WHERE id = %d", 1+key%20, 1+key%20)
	case 3:
		return fmt.Sprintf(`WITH o AS (INSERT INTO orders (customer_id, placed_at, total, doc, slot)
			SELECT %d, '2026-06-01', %d, '{"n": 1}', max(slot) + 1 FROM orders RETURNING id)
			INSERT INTO order_lines SELECT id, 1, 1, %d FROM o UNION ALL SELECT id, 2, 2, %d FROM o`, many, amount+key, amount, key)
	case 4:
		return fmt.Sprintf("DELETE FROM orders WHERE id = %d", many)
	case 5:
		return fmt.Sprintf(`WITH l AS (UPDATE order_lines SET amount = amount + 5 WHERE order_id = %d AND line = 1 RETURNING order_id)
			UPDATE orders SET total = total + 5 FROM l WHERE id = order_id`, many)
	case 6:
		return "INSERT INTO events SELECT max(id) + 1, 'pair', 'x' FROM events; INSERT INTO keyless VALUES (999, 'pair', 0)"
	case 7:
		return fmt.Sprintf("UPDATE events SET id = id + 10000000 WHERE id = %d", many)
	case 8:
		return fmt.Sprintf("DELETE FROM events WHERE id = %d AND kind = 'first'", many)
	case 9:
		return fmt.Sprintf("DELETE FROM narrow WHERE id = %d; INSERT INTO narrow SELECT max(id) + 1, 7 FROM narrow", many)
	case 10:
		return fmt.Sprintf("SAVEPOINT s; DELETE FROM events WHERE id > %d; INSERT INTO events VALUES (-1, 'never', ''); ROLLBACK; BEGIN", many)
	case 11:
		return "INSERT INTO events SELECT max(id) + 1, 'kept', 'x' FROM events; SAVEPOINT s; INSERT INTO events VALUES (-2, 'never', ''); UPDATE accounts_a SET balance = 0; ROLLBACK TO s; SAVEPOINT u; " + transfer + "; RELEASE u"
	case 12:
		return fmt.Sprintf("UPDATE readings SET day = day + 200 WHERE sensor = %d AND day < '2025-10-05'", key%100)
	case 13:
		return fmt.Sprintf("UPDATE tickets SET state = CASE state WHEN 'open' THEN 'closed' ELSE 'open' END WHERE number = %d", 1000+5*many)
	case 14:
		return "UPDATE wide SET raw = raw || 'x'::bytea WHERE id = 101; INSERT INTO wide SELECT max(id) + 1, repeat(md5(random()::text), 3000), NULL FROM wide"
	case 15:
		return fmt.Sprintf("UPDATE vehicles SET wheels = wheels + 1 WHERE id %% 50 = %d; INSERT INTO trucks SELECT max(id) + 1, 8, 9 FROM trucks", key%50)
	case 16:
		return "UPDATE regions SET name = name WHERE id = 5"
	case 17:
		return fmt.Sprintf("DELETE FROM kinds WHERE id = %d; INSERT INTO kinds (id, net, span) SELECT max(id) + 1, '10.0.0.2', int4range(max(upper(span)), max(upper(span)) + 2) FROM kinds", key)
	}
	return fmt.Sprintf("INSERT INTO customers (region_id, email) VALUES (%d, 'new' || nextval('customers_id_seq')); INSERT INTO tickets (state, customer_id) VALUES ('open', %d)", 1+key%100, many)
}

// upheaval is what somebody does to the source while no copy is under way. A
// table that is emptied and filled again, or rewritten, shows it by its files
// alone.
func (w *workplace) upheaval(r *rand.Rand) {
	w.t.Helper()
	script := pick(r, "",
		"BEGIN; CREATE TEMP TABLE kept AS TABLE hits; TRUNCATE hits; INSERT INTO hits SELECT id, url || '!' FROM kept; COMMIT",
		"BEGIN; SET LOCAL session_replication_role = replica; CREATE TEMP TABLE kept AS TABLE tags; DELETE FROM tags; INSERT INTO tags SELECT id, name || '!' FROM kept; COMMIT",
		"VACUUM FULL customers", "VACUUM (FREEZE)", "CLUSTER orders USING orders_pkey", "REINDEX TABLE events", "CHECKPOINT")
	if script != "" {
		if _, err := witness.Run(w.dev, "SET lock_timeout = '5s'; "+script); err != nil {
			w.journal("%s: %v", script, err)
		}
	}
}

// invariants are what holds in each state of the source, as queries that give
// nothing.
var invariants = map[string]string{
	"the balances of two tables sum to zero":     "SELECT sum FROM (SELECT sum(balance) FROM (TABLE accounts_a UNION ALL TABLE accounts_b) x) y WHERE sum <> 0",
	"two tables hold the same versions":          "SELECT id, a.version, b.version FROM versions_a a FULL JOIN versions_b b USING (id) WHERE a.version IS DISTINCT FROM b.version",
	"an order's total is that of its lines":      "SELECT o.id, o.total, sum(amount) FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id GROUP BY o.id HAVING o.total IS DISTINCT FROM sum(amount)::bigint",
	"each event of a pair has its partner":       "SELECT e, k FROM (SELECT count(*) FROM events WHERE kind = 'pair') a(e), (SELECT count(*) FROM keyless WHERE a = 999) b(k) WHERE e <> k",
	"what was rolled back was never there":       "SELECT * FROM events WHERE kind = 'never'",
	"no key is given twice (orders)":             "SELECT last_value FROM orders_id_seq WHERE last_value < (SELECT max(id) FROM orders)",
	"no key is given twice (customers)":          "SELECT last_value FROM customers_id_seq WHERE last_value < (SELECT max(id) FROM customers)",
	"no number is given twice (tickets)":         "SELECT last_value FROM ticket_numbers WHERE last_value < (SELECT max(number) FROM tickets)",
	"children are partitioned as their keys say": "SELECT * FROM ONLY readings UNION ALL SELECT * FROM readings_new WHERE day < '2026-01-01'",
}

// hold fails for each invariant that does not hold on a database.
func hold(t *testing.T, url string) {
	t.Helper()
	holdBut(t, url, scene{})
}
