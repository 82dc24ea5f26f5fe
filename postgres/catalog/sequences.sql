-- Sequences of the schemas $1, and the column that owns each.
SELECT s.seqrelid,
       n.nspname,
       c.relname,
       format_type(s.seqtypid, NULL),
       s.seqstart,
       s.seqincrement,
       s.seqmin,
       s.seqmax,
       s.seqcache,
       s.seqcycle,
       coalesce(o.refobjid, 0),
       coalesce(o.refobjsubid, 0)::int2,
       coalesce(o.deptype = 'i', false),
       has_sequence_privilege(c.oid, 'USAGE'),
       has_sequence_privilege(c.oid, 'UPDATE'),
       has_sequence_privilege(c.oid, 'SELECT'),
       pg_has_role(c.relowner, 'USAGE'),
       c.relpersistence = 'u',
       coalesce((SELECT x.extname FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                   AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'), ''),
       coalesce(e.description, '')
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend o
       ON o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.objsubid = 0
      AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
LEFT JOIN pg_description e
       ON e.classoid = 'pg_class'::regclass AND e.objoid = c.oid AND e.objsubid = 0
WHERE c.relnamespace = ANY ($1)
  AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname
