-- Plan 7f3c20b1d9e4 of restore.rollback, made by poco 0.1.0.
-- These are the statements that poco apply runs, step by step; it records each step
-- in the transaction that does it. The rows are relayed by poco itself, so the
-- steps that copy are comments here.
\set ON_ERROR_STOP on
\if :{?run_without_copying}
\else
  \echo This script is for reading. It copies no rows: psql -v run_without_copying=1 runs the rest.
  \quit
\endif

-- ==== restore.rollback, on qa (app@db-qa.internal:5432/shop) ====

SET search_path = public;

-- step 1: back up 4 tables of qa to backups/
-- 4 tables of qa (plain, by pg_dump 15.18) into a new file in backups/
--     public.customers
--     public.order_items
--     public.orders
--     public.products

-- step 2: restore backups/backup_qa_20261123_071500.sql into qa
-- destroys 12,408 rows of public.customers
-- destroys 310,227 rows of public.orders
-- destroys ≈ 6,337 rows of public.payment_2026_11
-- plain, 205 MB, of 2026-11-23 07:15:00 UTC, SHA-256 3f2a9b1c4d5e…, by psql 15.18, in one transaction on qa:
-- BEGIN;
-- LOCK TABLE "public"."customers", "public"."orders" IN ACCESS EXCLUSIVE MODE;
-- ALTER TABLE "public"."invoices" DROP CONSTRAINT "invoices_order_id_fkey";
--     … the script of backups/backup_qa_20261123_071500.sql …
--     … without DROP SCHEMA public …
--     … without CREATE SCHEMA public …
-- ALTER TABLE "public"."invoices" ADD CONSTRAINT "invoices_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "public"."orders" ("id") NOT VALID;
-- ALTER TABLE "public"."invoices" VALIDATE CONSTRAINT "invoices_order_id_fkey";
-- COMMIT;
