-- Plan 7f3c20b1d9e4 of backup.qa_before, copy.refresh, made by poco 0.1.0.
-- These are the statements that poco apply runs, step by step; it records each step
-- in the transaction that does it. The rows are relayed by poco itself, so the
-- steps that copy are comments here.
\set ON_ERROR_STOP on
\if :{?run_without_copying}
\else
  \echo This script is for reading. It copies no rows: psql -v run_without_copying=1 runs the rest.
  \quit
\endif

-- ==== backup.qa_before, on qa (app@db-qa.internal:5432/shop) ====

-- step 1: back up 4 tables of qa to backups/
-- 4 tables of qa (plain, by pg_dump 15.18) into a new file in backups/
--     public.customers
--     public.order_items
--     public.orders
--     public.products

-- step 2: remove 2 older backups from backups/
-- keep 7, at most 30 days old, at most 20 GB in all; only those of these files that this still takes
--     backups/backup_qa_20261001_071500.sql
--     backups/backup_qa_20261002_071500.sql

-- ==== copy.refresh, on qa (app@db-qa.internal:5432/shop) ====

SET search_path = public;

-- step 1: drop foreign key orders_customer_id_fkey of public.orders
BEGIN;
ALTER TABLE "public"."orders" DROP CONSTRAINT "orders_customer_id_fkey";
COMMIT;

-- step 2: create table public.promo_codes
BEGIN;
CREATE TABLE "public"."promo_codes" (
  "id" bigint NOT NULL
);
COMMIT;

-- step 3: copy public.customers
-- destroys 11,950 rows of public.customers
-- on dev: COPY "public"."customers" TO STDOUT;
-- on qa: TRUNCATE ONLY "public"."customers";
-- on qa: COPY "public"."customers" FROM STDIN;

-- step 4: copy public.products
-- destroys 4,911 rows of public.products
-- on dev: COPY "public"."products" TO STDOUT;
-- on qa: TRUNCATE ONLY "public"."products";
-- on qa: COPY "public"."products" FROM STDIN;

-- step 5: copy public.promo_codes
-- on dev: COPY "public"."promo_codes" TO STDOUT;
-- on qa: TRUNCATE ONLY "public"."promo_codes";
-- on qa: COPY "public"."promo_codes" FROM STDIN;

-- step 6: copy public.orders
-- destroys 298,113 rows of public.orders
-- on dev: COPY "public"."orders" TO STDOUT;
-- on qa: TRUNCATE ONLY "public"."orders";
-- on qa: COPY "public"."orders" FROM STDIN;

-- step 7: copy public.order_items
-- destroys ≈ 1,190,000 rows of public.order_items
-- on dev: COPY "public"."order_items" TO STDOUT;
-- on qa: TRUNCATE ONLY "public"."order_items";
-- on qa: COPY "public"."order_items" FROM STDIN;

-- step 8: add constraint promo_codes_pkey of public.promo_codes
BEGIN;
ALTER TABLE "public"."promo_codes" ADD CONSTRAINT "promo_codes_pkey" PRIMARY KEY ("id");
COMMIT;

-- step 9: add foreign key orders_customer_id_fkey of public.orders
BEGIN;
ALTER TABLE "public"."orders" ADD CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "public"."customers" ("id") NOT VALID;
COMMIT;

-- step 10: validate foreign key orders_customer_id_fkey of public.orders
BEGIN;
ALTER TABLE "public"."orders" VALIDATE CONSTRAINT "orders_customer_id_fkey";
COMMIT;

-- step 11: analyze public.orders
BEGIN;
ANALYZE "public"."orders";
COMMIT;
