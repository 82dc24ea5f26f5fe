-- Plan 7f3c20b1d9e4 of backup.qa_before, backup.whole, made by poco 0.1.0.
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

-- ==== backup.whole, on dev (app@db-dev.internal:5432/shop) ====

-- step 1: back up the schemas public and "Audit log" of dev to /var/backups/shop/
-- the schemas public and "Audit log" of dev (directory with 4 jobs, by pg_dump 16.4) into a new file in /var/backups/shop/
