-- All indexes of the tables in the schemas $1. Those behind a constraint are
-- listed for their size; the constraint defines them.
SELECT i.indrelid,
       ic.relname,
       k.oid IS NOT NULL,
       CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid) ELSE '' END,
       i.indkey::int2[],
       i.indnkeyatts,
       i.indisunique,
       i.indpred IS NOT NULL,
       i.indisvalid AND i.indisready,
       am.amname,
       coalesce(s.spcname, ''),
       coalesce(pic.relname, ''),
       coalesce(e.description, ''),
       i.indisreplident,
       i.indisclustered,
       CASE WHEN ic.relkind = 'i' THEN coalesce(pg_relation_size(i.indexrelid), 0) ELSE 0 END
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_constraint k
       ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_tablespace s ON s.oid = ic.reltablespace
LEFT JOIN pg_inherits pi ON pi.inhrelid = ic.oid
LEFT JOIN pg_class pic ON pic.oid = pi.inhparent
LEFT JOIN pg_description e
       ON e.classoid = 'pg_class'::regclass AND e.objoid = i.indexrelid AND e.objsubid = 0
WHERE c.relnamespace = ANY ($1)
  AND c.relkind IN ('r', 'p', 'm')
  AND c.relpersistence <> 't'
ORDER BY i.indrelid, ic.relname
