-- What stands in the way of dropping a table or view in the schemas $1, foreign keys
-- apart: views and rules of others, functions, inheriting tables, columns and
-- domains of its row type, defaults of others that draw from its sequences.
WITH droppable AS (
    SELECT c.oid, 'pg_class'::regclass::oid AS classid, c.oid AS objid
    FROM pg_class c
    WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
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
    UNION ALL
    -- a sequence goes with the table whose column owns it
    SELECT c.oid, o.classid, o.objid
    FROM pg_class c
    JOIN pg_depend o ON o.refclassid = 'pg_class'::regclass AND o.refobjid = c.oid AND o.refobjsubid > 0
                    AND o.classid = 'pg_class'::regclass AND o.deptype IN ('a', 'i')
    JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S'
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
LEFT JOIN pg_attrdef ad ON d.classid = 'pg_attrdef'::regclass AND ad.oid = d.objid
LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
WHERE d.deptype = 'n'
  -- not a default, a rule or a check of its own, nor any foreign key
  AND d.classid <> 'pg_policy'::regclass
  AND (ad.oid IS NULL OR ad.adrelid <> t.oid)
  AND (w.oid IS NULL OR w.ev_class <> t.oid)
  AND (k.oid IS NULL OR (k.contype <> 'f' AND k.conrelid <> t.oid))
  -- nor what belongs to it, and names some of its columns too: a trigger's WHEN, a
  -- publication's WHERE
  AND NOT EXISTS (SELECT FROM pg_depend own
                  WHERE own.classid = d.classid AND own.objid = d.objid AND own.deptype IN ('a', 'i')
                    AND own.refclassid = 'pg_class'::regclass AND own.refobjid = t.oid)
ORDER BY 1, 2
