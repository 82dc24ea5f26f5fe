-- what cannot run in a transaction | no-transaction 2; no-transaction 3; no-transaction 4
VACUUM FULL a;
CREATE INDEX CONCURRENTLY i ON a (b);
DROP INDEX CONCURRENTLY i;
