-- the end of the transaction | transaction 3
DROP TABLE a;
ROLLBACK;
