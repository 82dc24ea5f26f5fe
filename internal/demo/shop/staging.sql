-- What happened on staging since it was last filled.

-- Testers label products and take notes on orders.
ALTER TABLE products ADD COLUMN test_label text;
UPDATE products SET test_label = 'out of stock on purpose' WHERE id % 100 = 0;

CREATE TABLE test_notes (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    note     text NOT NULL
);
INSERT INTO test_notes (order_id, note)
SELECT 500 + n * 25, 'Looks right in the new order page.' FROM generate_series(1, 60) n;

-- Test customers, their orders, and prices that somebody tried out.
INSERT INTO customers (name, email, country_code, joined_at)
SELECT 'Test Customer ' || n, 'test' || n || '@staging.example', 'DE', timestamptz '2026-05-01 09:00+00'
FROM generate_series(1, 25) n;
INSERT INTO addresses (customer_id, street, city, postcode, country_code)
SELECT id, 'Test Road 1', 'Testville', '00000', 'DE' FROM customers WHERE name LIKE 'Test Customer %';
INSERT INTO orders (customer_id, ship_to_id, placed_at, note)
SELECT a.customer_id, a.id, timestamptz '2026-05-02 12:00+00', 'a test order'
FROM addresses a CROSS JOIN generate_series(1, 4) WHERE a.city = 'Testville';
UPDATE products SET price = 1 WHERE id % 50 = 0;
UPDATE feature_flags SET enabled = true WHERE name = 'new_checkout';

ANALYZE;
