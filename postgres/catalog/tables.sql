-- Tables, views, materialized views and foreign tables of the schemas in $1.
SELECT c.oid,
       n.nspname,
       c.relname,
       c.relkind,
       c.relpersistence = 'u',
       r.rolname,
       pg_has_role(c.relowner, 'USAGE'),
       has_table_privilege(c.oid, 'SELECT')
           OR (has_any_column_privilege(c.oid, 'SELECT')
               AND NOT EXISTS (SELECT FROM pg_attribute a
                               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                 AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT'))),
       has_table_privilege(c.oid, 'INSERT')
           OR (has_any_column_privilege(c.oid, 'INSERT')
               AND NOT EXISTS (SELECT FROM pg_attribute a
                               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                 AND a.attgenerated = ''
                                 AND NOT has_column_privilege(c.oid, a.attnum, 'INSERT'))),
       has_table_privilege(c.oid, 'UPDATE'),
       has_table_privilege(c.oid, 'DELETE'),
       has_table_privilege(c.oid, 'TRUNCATE'),
       has_table_privilege(c.oid, 'REFERENCES'),
       has_table_privilege(c.oid, 'TRIGGER'),
       c.relrowsecurity AND row_security_active(c.oid),
       c.relrowsecurity,
       c.relkind IN ('r', 'p') AND c.relhasrules
           AND EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid),
       coalesce((SELECT x.extname FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                   AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'), ''),
       coalesce(e.description, ''),
       coalesce(am.amname, ''),
       coalesce(s.spcname, ''),
       coalesce(c.reloptions, '{}')
           || ARRAY(SELECT 'toast.' || o FROM unnest(tc.reloptions) o),
       c.relreplident,
       -- the parent of a partition
       coalesce(pn.nspname, ''),
       coalesce(p.relname, ''),
       coalesce(pg_get_expr(c.relpartbound, c.oid), ''),
       CASE WHEN c.relkind = 'p' THEN coalesce(pg_get_partkeydef(c.oid), '') ELSE '' END,
       -- what the planner and the sizes rest on
       CASE WHEN c.reltuples = 0 AND c.relpages = 0 THEN -1 ELSE c.reltuples END::float8, -- before 14
       c.reltuples::float8,                                                               -- since 14
       CASE WHEN c.relkind IN ('r', 'm') THEN coalesce(pg_relation_size(c.oid), 0) ELSE 0 END,
       coalesce(pg_relation_size(tc.oid), 0),
       coalesce(pg_relation_filenode(c.oid), 0)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_roles r ON r.oid = c.relowner
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid
LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_class p ON p.oid = i.inhparent
LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
LEFT JOIN pg_description e
       ON e.classoid = 'pg_class'::regclass AND e.objoid = c.oid AND e.objsubid = 0
WHERE c.relnamespace = ANY ($1)
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname
