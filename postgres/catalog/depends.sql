-- What the definitions of tables, types and functions in the schemas $1 are made
-- of: functions, types, sequences, tables, and other objects that users and
-- extensions make. pg_depend knows each part (a default, a check, an index) by
-- itself; here it is turned into the table (t), type (y) or function (f) that it
-- is part of. Objects below 16384 come with every server.
WITH part AS (
    SELECT 't'::"char" AS holder, ad.adrelid AS oid, ad.adnum AS num, false AS trigger,
           'pg_attrdef'::regclass::oid AS classid, ad.oid AS objid
    FROM pg_attrdef ad
    UNION ALL
    SELECT 't', k.conrelid, 0, false, 'pg_constraint'::regclass, k.oid
    FROM pg_constraint k WHERE k.conrelid <> 0
    UNION ALL
    SELECT 'y', k.contypid, 0, false, 'pg_constraint'::regclass, k.oid
    FROM pg_constraint k WHERE k.contypid <> 0
    UNION ALL
    SELECT 't', i.indrelid, 0, false, 'pg_class'::regclass, i.indexrelid
    FROM pg_index i
    UNION ALL
    SELECT 't', g.tgrelid, 0, true, 'pg_trigger'::regclass, g.oid
    FROM pg_trigger g WHERE NOT g.tgisinternal
    UNION ALL
    SELECT 't', c.oid, 0, false, 'pg_class'::regclass, c.oid
    FROM pg_class c WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = ANY ($1)
    UNION ALL
    SELECT 'y', c.reltype, 0, false, 'pg_class'::regclass, c.oid
    FROM pg_class c WHERE c.relkind = 'c' AND c.relnamespace = ANY ($1)
    UNION ALL
    SELECT 'y', y.oid, 0, false, 'pg_type'::regclass, y.oid
    FROM pg_type y WHERE y.typtype IN ('d', 'r') AND y.typnamespace = ANY ($1)
    UNION ALL
    SELECT 'f', p.oid, 0, false, 'pg_proc'::regclass, p.oid
    FROM pg_proc p WHERE p.pronamespace = ANY ($1)
)
SELECT DISTINCT
       part.holder,
       part.oid,
       part.num::int2,
       part.trigger,
       CASE WHEN d.refclassid = 'pg_proc'::regclass AND f.prokind <> 'a' THEN 'f'
            WHEN row_type.oid IS NOT NULL THEN 't'
            WHEN d.refclassid = 'pg_type'::regclass THEN 'y'
            WHEN r.relkind = 'S' THEN 's'
            WHEN r.relkind IS NOT NULL THEN 't'
            ELSE 'o' END::"char",
       coalesce(row_type.oid, rg.rngtypid, b.oid, d.refobjid), -- since 14
       coalesce(row_type.oid, b.oid, d.refobjid),              -- before 14
       coalesce(x.extname, ''),
       -- operators, operator classes, collations, aggregates and so on
       CASE WHEN x.oid IS NULL AND row_type.oid IS NULL AND r.oid IS NULL
                 AND (d.refclassid <> 'pg_proc'::regclass OR f.prokind = 'a')
                 AND d.refclassid <> 'pg_type'::regclass
            THEN pg_describe_object(d.refclassid, d.refobjid, 0)
            ELSE '' END
FROM part
JOIN pg_depend d ON d.classid = part.classid AND d.objid = part.objid AND d.refobjid >= 16384
LEFT JOIN pg_class r ON d.refclassid = 'pg_class'::regclass AND r.oid = d.refobjid
LEFT JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND f.oid = d.refobjid
LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
LEFT JOIN pg_type el ON el.oid = t.typelem AND el.typarray = t.oid
LEFT JOIN pg_type b ON b.oid = coalesce(el.oid, t.oid)
LEFT JOIN pg_range rg ON b.typtype = 'm' AND rg.rngmultitypid = b.oid -- since 14
LEFT JOIN pg_class row_type ON row_type.oid = b.typrelid AND row_type.relkind <> 'c'
LEFT JOIN pg_depend xd
       ON xd.classid = d.refclassid AND xd.objid = d.refobjid AND xd.objsubid = 0
      AND xd.refclassid = 'pg_extension'::regclass AND xd.deptype = 'e'
LEFT JOIN pg_extension x ON x.oid = xd.refobjid
WHERE d.refclassid NOT IN ('pg_namespace'::regclass, 'pg_extension'::regclass,
                           'pg_constraint'::regclass, 'pg_trigger'::regclass)
  AND d.deptype IN ('n', 'a')
  -- a part's own table and its other parts
  AND (r.oid IS NULL OR (r.relkind = 'S' AND part.num > 0) OR (r.relkind IN ('r', 'p', 'f', 'v', 'm') AND part.holder = 'f'))
