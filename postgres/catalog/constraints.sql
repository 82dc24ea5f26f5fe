-- Primary keys, unique, check and exclusion constraints of the tables in the
-- schemas $1. From 18 on NOT NULL is a constraint too: the columns tell it.
SELECT k.conrelid,
       k.conname,
       k.contype,
       coalesce(k.conkey, '{}'),
       -- a table that was dropped since has no privileges; deparsing would fail
       CASE WHEN has_table_privilege(k.conrelid, 'SELECT') IS NOT NULL THEN pg_get_constraintdef(k.oid) END,
       k.convalidated,
       k.conenforced,      -- since 18
       true,               -- before 18
       k.condeferrable,
       k.condeferred,
       k.conparentid <> 0 OR (NOT k.conislocal AND k.coninhcount > 0),
       k.contype = 'c' AND k.connoinherit,
       coalesce(ic.relname, ''),
       coalesce(ic.reloptions, '{}'),
       coalesce(s.spcname, ''),
       coalesce(pic.relname, ''),
       coalesce(e.description, ''),
       coalesce(i.indisreplident, false),
       coalesce(i.indisclustered, false)
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_class ic ON ic.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_index i ON i.indexrelid = ic.oid
LEFT JOIN pg_tablespace s ON s.oid = ic.reltablespace
LEFT JOIN pg_inherits pi ON pi.inhrelid = ic.oid
LEFT JOIN pg_class pic ON pic.oid = pi.inhparent
LEFT JOIN pg_description e
       ON e.classoid = 'pg_constraint'::regclass AND e.objoid = k.oid AND e.objsubid = 0
WHERE c.relnamespace = ANY ($1)
  AND k.contype IN ('p', 'u', 'c', 'x')
ORDER BY k.conrelid, array_position('{p,u,x,c}'::"char"[], k.contype), k.conname
