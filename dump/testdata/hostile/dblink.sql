-- another server | foreign 2
INSERT INTO a SELECT * FROM dblink('host=evil.example', 'SELECT 1') AS (t text);
