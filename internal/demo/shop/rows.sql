-- The shop's rows, made by arithmetic: the same ones each time. shop.percent says
-- how far the shop has grown.

-- part is a share of a full-grown number of rows.
CREATE FUNCTION pg_temp.part(rows integer) RETURNS integer LANGUAGE sql STABLE AS
    $$ SELECT rows * current_setting('shop.percent')::integer / 100 $$;

-- pick is one of several, by a number.
CREATE FUNCTION pg_temp.pick(n bigint, VARIADIC choices text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT choices[1 + n % cardinality(choices)] $$;

INSERT INTO countries VALUES
    ('AT', 'Austria', 20), ('BE', 'Belgium', 21), ('CH', 'Switzerland', 8.1), ('CZ', 'Czechia', 21),
    ('DE', 'Germany', 19), ('DK', 'Denmark', 25), ('ES', 'Spain', 21), ('FI', 'Finland', 25.5),
    ('FR', 'France', 20), ('IT', 'Italy', 22), ('NL', 'Netherlands', 21), ('PL', 'Poland', 23);

CREATE FUNCTION pg_temp.country(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT pg_temp.pick(n, 'AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FI', 'FR', 'IT', 'NL', 'PL') $$;
CREATE FUNCTION pg_temp.city(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT pg_temp.pick(n, 'Vienna', 'Ghent', 'Zürich', 'Brno', 'Köln', 'Aarhus', 'Sevilla', 'Turku', 'Lyon', 'Torino', 'Utrecht', 'Łódź') $$;
CREATE FUNCTION pg_temp.person(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.pick(n, 'Ada', 'Björn', 'Chiara', 'Daan', 'Elif', 'François', 'Greta', 'Hana', 'Ilse', 'João', 'Katarzyna')
        || ' ' || pg_temp.pick(n / 11, 'Andersen', 'Bakker', 'Conti', 'Dvořák', 'Eriksson', 'Fischer', 'García', 'Huber', 'Ivanov', 'Jansen', 'Kowalski', 'Łukasik', 'Moreau')
$$;

-- The first is the director; everybody else has a manager of a lower number.
INSERT INTO employees (id, name, manager_id, hired_on)
SELECT n, pg_temp.person(n * 37), CASE WHEN n > 1 THEN n / 4 + 1 - (n / 4 + 1) / n END, date '2019-03-01' + n * 17
FROM generate_series(1, 60) n;

INSERT INTO customers (name, email, phone, country_code, joined_at)
SELECT pg_temp.person(n), 'customer.' || n || '@mail.example', CASE WHEN n % 5 > 0 THEN '+49 30 ' || 1000000 + n * 7 END,
    pg_temp.country(n * 7), timestamptz '2024-01-01 08:00+00' + n * interval '3 hours'
FROM generate_series(1, pg_temp.part(8000)) n;

INSERT INTO addresses (customer_id, street, city, postcode, country_code)
SELECT c.id, pg_temp.pick(c.id * 3 + k, 'Main Street', 'Mill Lane', 'Station Road', 'Church Street', 'Harbour Quay') || ' ' || 1 + (c.id * 13 + k) % 180,
    pg_temp.city(c.id * 7), to_char(10000 + (c.id * 71 + k) % 89999, 'FM00000'), c.country_code
FROM customers c CROSS JOIN generate_series(0, 1) k
WHERE k = 0 OR c.id % 2 = 0
ORDER BY k, c.id;

UPDATE customers c SET default_address_id = a.id
FROM addresses a WHERE a.customer_id = c.id AND a.id <= (SELECT count(*) FROM customers);

INSERT INTO categories (id, parent_id, name)
SELECT n, CASE WHEN n > 6 THEN (n - 1) % 6 + 1 END,
    pg_temp.pick(n - 1, 'Kitchen', 'Garden', 'Office', 'Travel', 'Sports', 'Toys') || CASE WHEN n > 6 THEN ' ' || (n - 1) / 6 ELSE '' END
FROM generate_series(1, 48) n;

INSERT INTO suppliers (id, name, country_code)
SELECT n, pg_temp.pick(n, 'Nordlicht', 'Meridian', 'Kestrel', 'Old Mill', 'Blue Door') || ' ' || pg_temp.pick(n / 5, 'GmbH', 'BV', 'SA', 'Oy', 'AB') || ' ' || n,
    pg_temp.country(n * 5)
FROM generate_series(1, 90) n;

INSERT INTO products (sku, name, category_id, supplier_id, price, tags, attributes, updated_at)
SELECT 'P-' || to_char(n, 'FM00000'),
    pg_temp.pick(n, 'Folding', 'Enamel', 'Travel', 'Oak', 'Linen', 'Copper', 'Cordless') || ' ' || pg_temp.pick(n / 7, 'kettle', 'lamp', 'chair', 'backpack', 'notebook', 'planter', 'ball', 'tray', 'bottle'),
    1 + n % 48, 1 + (n * 31) % 90, 4.90 + (n * 379) % 19500 / 100.0,
    ARRAY[pg_temp.pick(n, 'new', 'classic', 'sale'), pg_temp.pick(n / 3, 'indoor', 'outdoor')],
    jsonb_build_object('weight_g', 50 + n * 17 % 4000, 'colour', pg_temp.pick(n * 3, 'red', 'green', 'blue', 'grey')), now()
FROM generate_series(1, pg_temp.part(2000)) n;

INSERT INTO orders (customer_id, ship_to_id, sold_by_id, status, placed_at, note)
SELECT c.id, c.default_address_id, CASE WHEN n % 9 > 0 THEN 1 + n % 60 END,
    CASE WHEN n % 41 = 0 THEN 'cancelled' WHEN n % 10 < 7 THEN 'delivered' WHEN n % 10 < 9 THEN 'shipped' ELSE 'paid' END::order_status,
    timestamptz '2025-01-01 07:00+00' + n * interval '34 minutes', CASE WHEN n % 20 = 0 THEN 'Please ring twice; "neighbour" is fine too.' END
FROM generate_series(1, pg_temp.part(28000)) n
JOIN customers c ON c.id = 1 + n::bigint * 7919 % pg_temp.part(8000)
ORDER BY n;

INSERT INTO order_items (order_id, line, product_id, quantity, unit_price)
SELECT o.id, k, p.id, 1 + (o.id + k) % 4, p.price
FROM orders o CROSS JOIN generate_series(1, 5) k
JOIN products p ON p.id = 1 + (o.id * 613 + k * 97) % pg_temp.part(2000)
WHERE k <= 1 + o.id % 5
ORDER BY o.id, k;

INSERT INTO payments (id, order_id, method, amount, paid_at)
SELECT md5('payment ' || o.id)::uuid, o.id, pg_temp.pick(o.id, 'card', 'card', 'wallet', 'transfer', 'invoice')::payment_method,
    t.total, o.placed_at + interval '20 minutes'
FROM orders o JOIN order_totals t ON t.id = o.id
WHERE o.status <> 'cancelled' AND o.id % 12 > 0;

INSERT INTO shipments (order_id, tracking, shipped_at, delivered_at)
SELECT id, 'PK' || to_char(id * 104729 % 100000000, 'FM00000000') || pg_temp.pick(id, 'DE', 'NL', 'FR') || id,
    placed_at + interval '1 day', CASE WHEN status = 'delivered' THEN placed_at + interval '3 days' END
FROM orders WHERE status IN ('shipped', 'delivered')
ORDER BY id;

INSERT INTO reviews (product_id, customer_id, rating, body)
SELECT 1 + n::bigint * 29 % pg_temp.part(2000), 1 + n::bigint * 101 % pg_temp.part(8000), 1 + n * 7 % 5,
    CASE WHEN n % 3 > 0 THEN pg_temp.pick(n, 'Does what it should.', 'Smaller than I thought.', E'Came late.\nStill lovely.', 'Would buy again!') END
FROM generate_series(1, pg_temp.part(9000)) n
ON CONFLICT DO NOTHING;

INSERT INTO warehouse.sites VALUES (1, 'Köln', 'DE'), (2, 'Lyon', 'FR'), (3, 'Łódź', 'PL');
INSERT INTO warehouse.stock
SELECT s.id, p.id, (p.id * 37 + s.id * 11) % 240 FROM warehouse.sites s CROSS JOIN products p;

INSERT INTO feature_flags VALUES ('new_checkout', false), ('gift_wrap', true);

-- Ids were given by hand above; the sequences go on behind them.
SELECT setval(pg_get_serial_sequence('employees', 'id'), max(id)) FROM employees;
SELECT setval(pg_get_serial_sequence('suppliers', 'id'), max(id)) FROM suppliers;

-- Some orders came back, and the trigger noted it.
UPDATE orders SET status = 'returned' WHERE status = 'delivered' AND id % 29 = 0;
