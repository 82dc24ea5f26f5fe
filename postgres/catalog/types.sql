-- Enums, domains, composite types, ranges and base types of the schemas $1. Array
-- types, multiranges and the row types of tables come and go with another object.
SELECT t.oid,
       n.nspname,
       t.typname,
       t.typtype,
       pg_has_role(t.typowner, 'USAGE'),
       -- an enum
       CASE WHEN t.typtype = 'e' THEN
           ARRAY(SELECT v.enumlabel::text FROM pg_enum v WHERE v.enumtypid = t.oid ORDER BY v.enumsortorder)
       END,
       -- a domain
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE '' END,
       t.typnotnull,
       coalesce(pg_get_expr(t.typdefaultbin, 0), ''),
       CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation
            THEN t.typcollation::regcollation::text ELSE '' END,
       CASE WHEN t.typtype = 'd' THEN
           ARRAY(SELECT k.conname::text FROM pg_constraint k
                 WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname)
       END,
       CASE WHEN t.typtype = 'd' THEN
           ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
                 WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname)
       END,
       -- a composite
       CASE WHEN t.typtype = 'c' THEN
           ARRAY(SELECT a.attname::text FROM pg_attribute a
                 WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
       END,
       CASE WHEN t.typtype = 'c' THEN
           ARRAY(SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
                 WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
       END,
       CASE WHEN t.typtype = 'c' THEN
           ARRAY(SELECT CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation::text ELSE '' END
                 FROM pg_attribute a
                 JOIN pg_type y ON y.oid = a.atttypid
                 WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
       END,
       -- a range
       coalesce(concat_ws(', ',
           'SUBTYPE = ' || format_type(rg.rngsubtype, NULL),
           CASE WHEN NOT o.opcdefault
                THEN 'SUBTYPE_OPCLASS = ' || quote_ident(om.nspname) || '.' || quote_ident(o.opcname) END,
           CASE WHEN rg.rngcollation <> st.typcollation THEN 'COLLATION = ' || rg.rngcollation::regcollation END,
           CASE WHEN rg.rngcanonical <> 0 THEN 'CANONICAL = ' || rg.rngcanonical::text END,
           CASE WHEN rg.rngsubdiff <> 0 THEN 'SUBTYPE_DIFF = ' || rg.rngsubdiff::text END,
           'MULTIRANGE_TYPE_NAME = ' || format_type(rg.rngmultitypid, NULL), -- since 14
           NULL), ''),
       coalesce((SELECT x.extname FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
                 WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.objsubid = 0
                   AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'), ''),
       coalesce(obj_description(t.oid, 'pg_type'), '')
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_range rg ON rg.rngtypid = t.oid
LEFT JOIN pg_type st ON st.oid = rg.rngsubtype
LEFT JOIN pg_opclass o ON o.oid = rg.rngsubopc
LEFT JOIN pg_namespace om ON om.oid = o.opcnamespace
WHERE t.typnamespace = ANY ($1)
  AND (t.typtype IN ('e', 'd', 'r')
       OR (t.typtype = 'c' AND c.relkind = 'c')
       OR (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type el WHERE el.oid = t.typelem AND el.typarray = t.oid)))
ORDER BY n.nspname, t.typname
