-- Collations that work with the database's encoding.
SELECT DISTINCT l.oid::regcollation::text
FROM pg_collation l
WHERE l.collencoding IN (-1, (SELECT d.encoding FROM pg_database d WHERE d.datname = current_database()))
ORDER BY 1
