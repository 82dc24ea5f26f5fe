-- The functions and procedures whose OIDs are in $1.
SELECT p.oid,
       n.nspname,
       p.proname,
       pg_get_function_identity_arguments(p.oid),
       pg_get_functiondef(p.oid),
       l.lanname,
       l.lanpltrusted OR l.lanname = 'internal',
       pg_has_role(p.proowner, 'USAGE'),
       coalesce((SELECT x.extname FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
                 WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.objsubid = 0
                   AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'), ''),
       coalesce(obj_description(p.oid, 'pg_proc'), '')
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.oid = ANY ($1)
  AND p.prokind <> 'a'
ORDER BY n.nspname, p.proname, 4
