-- Foreign keys of the tables in the schemas $1. A partition's copy of its
-- parent's key, and a key's part for each partition that it references, come and
-- go with the key itself and are left out.
SELECT k.conrelid,
       k.conname,
       k.conkey,
       k.confrelid,
       n.nspname,
       f.relname,
       (SELECT array_agg(a.attname::text ORDER BY u.at)
        FROM unnest(k.confkey) WITH ORDINALITY u (num, at)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num),
       -- a table that was dropped since has no privileges; deparsing would fail
       CASE WHEN has_table_privilege(k.conrelid, 'SELECT') IS NOT NULL
             AND has_table_privilege(k.confrelid, 'SELECT') IS NOT NULL
            THEN pg_get_constraintdef(k.oid) END,
       k.confdeltype,
       k.confupdtype,
       k.confmatchtype,
       k.condeferrable,
       k.condeferred,
       k.convalidated,
       k.conenforced,      -- since 18
       true,               -- before 18
       k.conperiod,        -- since 18
       false,              -- before 18
       coalesce(e.description, '')
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_namespace n ON n.oid = f.relnamespace
LEFT JOIN pg_description e
       ON e.classoid = 'pg_constraint'::regclass AND e.objoid = k.oid AND e.objsubid = 0
WHERE c.relnamespace = ANY ($1)
  AND k.contype = 'f'
  AND k.conparentid = 0
ORDER BY k.conrelid, k.conname
