-- Rows for all tables. {{n}} is how many a middling table gets, {{narrow}} how
-- many the narrow one; {{tag}} tells the rows of the two sides apart.
INSERT INTO regions SELECT i, nullif(i / 2, 0), 'r' || i || '{{tag}}' FROM generate_series(1, 100) i;
INSERT INTO customers (region_id, email, mood) SELECT 1 + i % 100, 'c' || i || '@{{tag}}', 'it''s "ok"' FROM generate_series(1, {{n}}) i;
INSERT INTO addresses (customer_id, street) SELECT i, '{{tag}} ' || i || E'\t\\N\n' FROM generate_series(1, {{n}}) i;
UPDATE customers SET home_id = id WHERE id % 2 = 0;
INSERT INTO products (name, price) SELECT '{{tag}}' || i, i / 100.0 FROM generate_series(1, 500) i;
INSERT INTO tags SELECT i, '{{tag}}' || i FROM generate_series(1, 50) i;
INSERT INTO product_tags SELECT p, 1 + p % 50 FROM generate_series(1, 500) p;
INSERT INTO orders (customer_id, placed_at, total, doc, slot)
SELECT 1 + i % {{n}}, timestamptz '2026-01-01' + i * interval '1 min', (i % 7 + i % 5) * 10,
  jsonb_build_object('n', i, 's', repeat('{{tag}}', 20)), i
FROM generate_series(1, {{n}}) i;
INSERT INTO order_lines SELECT i, 1, 1 + i % 500, i % 7 * 10 FROM generate_series(1, {{n}}) i;
INSERT INTO order_lines SELECT i, 2, 1 + i % 499, i % 5 * 10 FROM generate_series(1, {{n}}) i;
INSERT INTO narrow SELECT i, length('{{tag}}') + i % 1000 FROM generate_series(1, {{narrow}}) i;
INSERT INTO wide SELECT i, (SELECT string_agg(md5('{{tag}}' || (i * 1000 + j)), '') FROM generate_series(1, 300) j), NULL FROM generate_series(1, 40) i;
INSERT INTO wide SELECT i, NULL, convert_to(repeat(md5('{{tag}}' || i), 32768), 'UTF8') FROM generate_series(101, 104) i;
INSERT INTO keyless SELECT i % 50, '{{tag}}', i / 3.0 FROM generate_series(1, {{n}}) i;
INSERT INTO keyless SELECT NULL, NULL, NULL FROM generate_series(1, 10);
INSERT INTO keyless SELECT 7, 'twin {{tag}}', 'NaN' FROM generate_series(1, 10);
INSERT INTO readings SELECT i % 100, date '2025-10-01' + i / 100, length('{{tag}}') + i FROM generate_series(1, {{n}} * 2) i;
INSERT INTO tickets (state, customer_id) SELECT (ARRAY['open', 'waiting', 'closed'])[1 + i % 3], 1 + i % {{n}} FROM generate_series(1, {{n}}) i;
INSERT INTO hits SELECT i, 'https://{{tag}}/' || i FROM generate_series(1, {{n}}) i;
INSERT INTO vehicles SELECT i, 3 + length('{{tag}}') FROM generate_series(1, 100) i;
INSERT INTO cars SELECT i, 4, 5 FROM generate_series(1001, 1200) i;
INSERT INTO trucks SELECT i, 6, i FROM generate_series(2001, 2300) i;
INSERT INTO accounts_a SELECT i, 1000 FROM generate_series(1, 200) i;
INSERT INTO accounts_b SELECT i, -1000 FROM generate_series(1, 200) i;
INSERT INTO versions_a SELECT i, 1 FROM generate_series(1, 20) i;
INSERT INTO versions_b SELECT i, 1 FROM generate_series(1, 20) i;
INSERT INTO events SELECT i, 'first', '{{tag}}' FROM generate_series(1, {{n}}) i;
INSERT INTO kinds SELECT i, ARRAY['{{tag}}', NULL, '"{}', i::text], '10.0.0.1', int4range(i * 2, i * 2 + 2), timestamptz '2026-01-01' + i * interval '1 day',
  i * interval '1 mon 1 day', md5(i::text)::uuid, B'101' FROM generate_series(1, 200) i;
INSERT INTO "Odd schema"."Order ""x" ("a.b", "Größe Ω 名前", "new
line") SELECT E'tab\t nl\n back\\ {{tag}}' || i, i / 3.0, i FROM generate_series(1, 300) i;
INSERT INTO "Odd schema"."名名名名名名名名名名名名名名名名名名名名abc" SELECT i, i FROM generate_series(1, 300) i;
INSERT INTO "Odd schema"."user" (customer_id) SELECT i FROM generate_series(1, 200) i;
SELECT setval('hollow_id_seq', 41 + length('{{tag}}'), false);
ANALYZE;
