-- rows that another statement deletes | unusual 2; unusual 3
INSERT INTO a WITH d AS (DELETE FROM b RETURNING *) SELECT * FROM d;
WITH d AS (SELECT 1) DELETE FROM a;
