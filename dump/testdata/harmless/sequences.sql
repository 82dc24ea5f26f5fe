CREATE TABLE a (id serial PRIMARY KEY);
SELECT pg_catalog.setval('public.a_id_seq', 5, true);
SELECT setval(pg_get_serial_sequence('a', 'id'), coalesce(max(id), 1)) FROM a;
