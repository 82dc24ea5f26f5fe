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

-- step 1: restore /home/ann/very/long/path/of/a/file/that/a/colleague/has/sent/shop.dump into qa
-- destroys 1 row of public.table_01
-- destroys 2 rows of public.table_02
-- destroys 1 row of public.table_04
-- destroys 2 rows of public.table_05
-- destroys 1 row of public.table_07
-- destroys 2 rows of public.table_08
-- destroys 1 row of public.table_10
-- destroys 2 rows of public.table_11
-- destroys 1 row of public.table_13
-- destroys 2 rows of public.table_14
-- destroys 1 row of public.table_16
-- destroys 2 rows of public.table_17
-- destroys 1 row of public.table_19
-- destroys 2 rows of public.table_20
-- destroys 1 row of public.table_22
-- destroys 2 rows of public.table_23
-- destroys 1 row of public.table_25
-- destroys 2 rows of public.table_26
-- destroys 1 row of public.table_28
-- destroys 2 rows of public.table_29
-- destroys 1 row of public.table_31
-- destroys 2 rows of public.table_32
-- destroys 1 row of public.table_34
-- destroys 2 rows of public.table_35
-- destroys 1 row of public.table_37
-- destroys 2 rows of public.table_38
-- destroys 1 row of public.table_40
-- destroys 2 rows of public.table_41
-- destroys 1 row of public.table_43
-- destroys 2 rows of public.table_44
-- destroys 1 row of public.table_46
-- destroys 2 rows of public.table_47
-- destroys 1 row of public.table_49
-- destroys 2 rows of public.table_50
-- destroys 1 row of public.table_52
-- destroys 2 rows of public.table_53
-- destroys 1 row of public.table_55
-- destroys 2 rows of public.table_56
-- destroys 1 row of public.table_58
-- destroys 2 rows of public.table_59
-- custom, 205 MB, SHA-256 3f2a9b1c4d5e…, by psql 15.18, in one transaction on qa:
-- BEGIN;
-- LOCK TABLE "public"."customers", "public"."orders" IN ACCESS EXCLUSIVE MODE;
-- ALTER TABLE "public"."invoices" DROP CONSTRAINT "invoices_order_id_fkey";
--     … the script of /home/ann/very/long/path/of/a/file/that/a/colleague/has/sent/shop.dump …
-- ALTER TABLE "public"."invoices" ADD CONSTRAINT "invoices_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "public"."orders" ("id") NOT VALID;
-- ALTER TABLE "public"."invoices" VALIDATE CONSTRAINT "invoices_order_id_fkey";
-- COMMIT;
