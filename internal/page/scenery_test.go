//go:build unix

package page

import "strconv"

// shop is a small shop, of which qa has older rows, and some of its own.
var shop = scenery{dev: []string{shopTables, shopRows(400)}, qa: []string{shopTables, shopRows(150), `
INSERT INTO customers VALUES (9001, 'of qa alone', 'qa@example.org');
INSERT INTO orders VALUES (9001, 9001, 'open', '2020-01-01');`}}

const shopTables = `
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE products (id int PRIMARY KEY, title text NOT NULL, price numeric(10, 2) NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers,
	status text NOT NULL DEFAULT 'open', placed date NOT NULL);
CREATE TABLE order_lines (order_id int REFERENCES orders, line int, product_id int NOT NULL REFERENCES products,
	quantity int NOT NULL, PRIMARY KEY (order_id, line));
CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text, big bigint);
`

// shopRows are rows for so many orders.
func shopRows(orders int) string {
	return `SELECT set_config('shop.orders', '` + strconv.Itoa(orders) + `', false);
INSERT INTO customers SELECT n, 'customer ' || n, n || '@example.org' FROM generate_series(1, current_setting('shop.orders')::int / 4) n;
INSERT INTO products SELECT n, 'product ' || n, n * 1.25 FROM generate_series(1, 50) n;
INSERT INTO orders SELECT n, 1 + n % (current_setting('shop.orders')::int / 4), 'open', date '2024-01-01' + n FROM generate_series(1, current_setting('shop.orders')::int) n;
INSERT INTO order_lines SELECT n, l, 1 + (n * l) % 50, l FROM generate_series(1, current_setting('shop.orders')::int) n, generate_series(1, 3) l;
INSERT INTO audit (what, big) SELECT 'event ' || n, 9007199254740993 FROM generate_series(1, 20) n;
ANALYZE;`
}

// gated is a shop with a table of many rows, half of which are taken by the target
// only while nobody holds the advisory lock 42: so a test stops a copy in its
// middle for as long as it likes.
var gated = scenery{
	dev: []string{shopTables, gateTables, shopRows(400), `INSERT INTO parcels SELECT n, 'parcel ' || n FROM generate_series(1, 20000) n; ANALYZE parcels;`},
	qa:  []string{shopTables, gateTables, shopRows(150)},
}

// gateCopy is a recipe's block that copies what is gated.
const gateCopy = `
copy "refresh" {
  source = database.dev
  target = database.qa
  mode   = "overwrite"

  selection {
    include = ["orders", "parcels"]
  }
}
`

const gateTables = `
CREATE FUNCTION past_gate(n int) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	WHILE n > 10000 AND n % 1000 = 0 AND NOT pg_catalog.pg_try_advisory_xact_lock_shared(42) LOOP
		PERFORM pg_catalog.pg_sleep(0.02);
	END LOOP;
	RETURN true;
END $$;
CREATE TABLE parcels (id int PRIMARY KEY, label text, CONSTRAINT gate CHECK (past_gate(id)));
`

// wide has 2,000 tables, each second of which references the one before.
var wide = scenery{dev: []string{wideTables, shopTables, shopRows(40)}, qa: []string{shopTables, shopRows(40)}}

const wideTables = `DO $$ BEGIN
FOR n IN 1..2000 LOOP
	EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, other int %s)', to_char(n, 'FM0000'),
		CASE WHEN n % 2 = 0 THEN format('REFERENCES t%s', to_char(n - 1, 'FM0000')) ELSE '' END);
END LOOP; END $$;`

// hostile has names that are markup.
var hostile = scenery{dev: []string{shopTables, shopRows(40), hostileTables}, qa: []string{shopTables, shopRows(40), hostileTables}}

const hostileTables = `
CREATE TABLE "<img src=x onerror=alert(1)>" (id int PRIMARY KEY, "</script><script>alert(2)</script>" text);
COMMENT ON TABLE "<img src=x onerror=alert(1)>" IS '<svg onload=alert(3)>';
INSERT INTO "<img src=x onerror=alert(1)>" VALUES (1, '<b>bold</b>');
`
