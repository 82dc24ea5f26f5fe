-- What goes with a table of the schemas $1 when it is dropped and does not come
-- back with its definition: row security and its policies, rules, publications,
-- subscriptions, extended statistics, security labels and the grants to others than
-- the owner.
SELECT c.oid, 'row security'
FROM pg_class c
WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p') AND c.relrowsecurity
UNION ALL
SELECT p.polrelid, 'policy ' || quote_ident(p.polname)
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relnamespace = ANY ($1)
UNION ALL
SELECT w.ev_class, 'rule ' || quote_ident(w.rulename)
FROM pg_rewrite w
JOIN pg_class c ON c.oid = w.ev_class
WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p')
UNION ALL
SELECT r.prrelid, 'membership in publication ' || quote_ident(p.pubname)
FROM pg_publication_rel r
JOIN pg_publication p ON p.oid = r.prpubid
JOIN pg_class c ON c.oid = r.prrelid
WHERE c.relnamespace = ANY ($1)
UNION ALL
-- pg_subscription itself is not for everyone
SELECT r.srrelid, 'membership in subscription ' || quote_ident(p.subname)
FROM pg_subscription_rel r
JOIN (SELECT DISTINCT subid, subname FROM pg_stat_subscription) p ON p.subid = r.srsubid
JOIN pg_class c ON c.oid = r.srrelid
WHERE c.relnamespace = ANY ($1)
UNION ALL
SELECT l.objoid, 'security label of ' || quote_ident(l.provider)
FROM pg_seclabel l
JOIN pg_class c ON l.classoid = 'pg_class'::regclass AND c.oid = l.objoid
WHERE c.relnamespace = ANY ($1)
UNION ALL
SELECT s.stxrelid, 'statistics ' || quote_ident(s.stxname)
FROM pg_statistic_ext s
JOIN pg_class c ON c.oid = s.stxrelid
WHERE c.relnamespace = ANY ($1)
UNION ALL
SELECT g.oid,
       'grant of ' || string_agg(DISTINCT g.privilege_type, ', ' ORDER BY g.privilege_type)
           || CASE WHEN g.columns THEN ' on columns' ELSE '' END
           || ' to ' || CASE WHEN g.grantee = 0 THEN 'public' ELSE quote_ident(coalesce(r.rolname, g.grantee::text)) END
FROM (
    SELECT c.oid, c.relowner, false AS columns, (aclexplode(c.relacl)).*
    FROM pg_class c
    WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')
    UNION ALL
    SELECT c.oid, c.relowner, true, (aclexplode(a.attacl)).*
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')
      AND a.attacl IS NOT NULL AND NOT a.attisdropped
) g
LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE g.grantee <> g.relowner
GROUP BY g.oid, g.columns, g.grantee, r.rolname
ORDER BY 1, 2
