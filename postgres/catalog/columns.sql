-- The columns of the relations in the schemas $1.
-- A column's type is named by what would have to be created for it: an array's
-- element, a multirange's range.
SELECT a.attrelid,
       a.attnum,
       a.attname,
       format_type(a.atttypid, a.atttypmod),
       bn.nspname,
       coalesce(rt.typname, b.typname),
       b.typtype,
       a.attnotnull,
       CASE WHEN a.atthasdef THEN coalesce(pg_get_expr(d.adbin, d.adrelid), '') ELSE '' END,
       a.attgenerated,
       a.attidentity,
       -- from 17 on a partition's identity column draws from its parent's sequence
       CASE WHEN a.attidentity <> ''
            THEN coalesce((SELECT i.objid FROM pg_depend i
                           WHERE i.refclassid = 'pg_class'::regclass AND i.refobjid = a.attrelid AND i.refobjsubid = a.attnum
                             AND i.classid = 'pg_class'::regclass AND i.deptype = 'i'), 0)
            ELSE 0 END,
       CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation
            THEN a.attcollation::regcollation::text
            ELSE '' END,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage ELSE '' END,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE '' END, -- since 14
       '',                                                                         -- before 14
       coalesce(a.attstattarget, -1)::int,
       coalesce(a.attoptions, '{}'),
       coalesce(e.description, ''),
       NOT a.attislocal,
       NOT coalesce(k.collisdeterministic, true)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type el ON el.oid = t.typelem AND el.typarray = t.oid
JOIN pg_type b ON b.oid = coalesce(el.oid, t.oid)
LEFT JOIN pg_range rg ON b.typtype = 'm' AND rg.rngmultitypid = b.oid   -- since 14
LEFT JOIN pg_range rg ON false                                          -- before 14
LEFT JOIN pg_type rt ON rt.oid = rg.rngtypid
JOIN pg_namespace bn ON bn.oid = coalesce(rt.typnamespace, b.typnamespace)
LEFT JOIN pg_collation k ON k.oid = a.attcollation
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_description e
       ON e.classoid = 'pg_class'::regclass AND e.objoid = a.attrelid AND e.objsubid = a.attnum
WHERE c.relnamespace = ANY ($1)
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND c.relpersistence <> 't'
ORDER BY a.attrelid, a.attnum
