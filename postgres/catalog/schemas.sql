-- The users' schemas: neither the system's nor the one that holds Poco's ledger.
-- Its temporary schemas begin with pg_ too.
SELECT n.oid,
       n.nspname,
       coalesce(obj_description(n.oid, 'pg_namespace'), ''),
       has_schema_privilege(n.oid, 'USAGE'),
       has_schema_privilege(n.oid, 'CREATE'),
       pg_has_role(n.nspowner, 'USAGE')
FROM pg_namespace n
WHERE n.nspname NOT LIKE 'pg\_%'
  AND n.nspname <> 'information_schema'
  AND NOT (n.nspname = 'poco'
           AND 2 = (SELECT count(*)
                    FROM pg_class c
                    WHERE c.relnamespace = n.oid
                      AND c.relkind = 'r'
                      AND c.relname IN ('run', 'ledger')))
ORDER BY n.nspname
