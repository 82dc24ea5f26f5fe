-- User triggers of the relations in the schemas $1. Before 15 a partition's copy
-- of its parent's trigger is marked internal, as the triggers of foreign keys and
-- deferrable constraints are: these belong to a constraint of another kind.
SELECT t.tgrelid,
       t.tgname,
       -- a table that was dropped since has no privileges; deparsing would fail
       CASE WHEN has_table_privilege(t.tgrelid, 'SELECT') IS NOT NULL THEN pg_get_triggerdef(t.oid) END,
       t.tgenabled,
       n.nspname,
       p.proname,
       t.tgconstraint <> 0,
       t.tgparentid <> 0,
       coalesce(e.description, '')
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
LEFT JOIN pg_description e
       ON e.classoid = 'pg_trigger'::regclass AND e.objoid = t.oid AND e.objsubid = 0
WHERE c.relnamespace = ANY ($1)
  AND (NOT t.tgisinternal
       OR (t.tgparentid <> 0 AND coalesce(k.contype, 't') = 't'))
ORDER BY t.tgrelid, t.tgname
