-- What stands in the way of dropping a table in the schemas $1, foreign keys
-- apart: views and rules of others, functions, inheriting tables, columns and
-- domains of its row type.
WITH droppable AS (
    SELECT c.oid, 'pg_class'::regclass::oid AS classid, c.oid AS objid
    FROM pg_class c
    WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')
    UNION ALL
    SELECT c.oid, 'pg_type'::regclass, y.oid
    FROM pg_class c
    JOIN pg_type y ON y.oid = c.reltype
    WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')
    UNION ALL
    SELECT c.oid, 'pg_type'::regclass, y.typarray
    FROM pg_class c
    JOIN pg_type y ON y.oid = c.reltype
    WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')
)
SELECT DISTINCT
       t.oid,
       coalesce(CASE v.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' ELSE 'rule on ' END
                    || v.oid::regclass,
                pg_describe_object(d.classid, d.objid, d.objsubid))
FROM droppable t
JOIN pg_depend d ON d.refclassid = t.classid AND d.refobjid = t.objid
LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
LEFT JOIN pg_class v ON v.oid = w.ev_class
LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
WHERE d.deptype = 'n'
  -- not a default, a rule or a check of its own, nor any foreign key
  AND d.classid NOT IN ('pg_attrdef'::regclass, 'pg_policy'::regclass)
  AND (w.oid IS NULL OR w.ev_class <> t.oid)
  AND (k.oid IS NULL OR (k.contype <> 'f' AND k.conrelid <> t.oid))
ORDER BY 1, 2
