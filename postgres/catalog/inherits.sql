-- The parents of plain inheritance, in the order in which they were declared.
SELECT i.inhrelid, n.nspname, p.relname
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
JOIN pg_class p ON p.oid = i.inhparent
JOIN pg_namespace n ON n.oid = p.relnamespace
WHERE c.relnamespace = ANY ($1)
  AND c.relkind IN ('r', 'f')
  AND NOT c.relispartition
ORDER BY i.inhrelid, i.inhseqno
