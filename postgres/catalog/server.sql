-- The server, the database and what the connected role may do there.
-- pg_stat_activity hides the kind of other roles' backends, so those in use are
-- counted by pg_stat_database, which everybody may read.
SELECT current_setting('server_version'),
       current_setting('server_version_num')::int,
       current_database(),
       current_user,
       d.oid,
       pg_encoding_to_char(d.encoding),
       r.rolsuper,
       r.rolsuper OR r.rolbypassrls,
       pg_is_in_recovery(),
       -- what the session began with: this transaction itself is read-only
       (SELECT s.reset_val = 'on' FROM pg_settings s WHERE s.name = 'default_transaction_read_only'),
       ARRAY(SELECT s.spcname::text FROM pg_tablespace s ORDER BY s.spcname),
       ARRAY(SELECT m.amname::text FROM pg_am m WHERE m.amtype = 't' ORDER BY m.amname),
       has_database_privilege(d.oid, 'CREATE'),
       has_database_privilege(d.oid, 'TEMP'),
       r.rolsuper OR has_parameter_privilege('session_replication_role', 'SET'), -- since 15
       r.rolsuper,                                                               -- before 15
       EXISTS (SELECT FROM pg_largeobject_metadata),
       has_function_privilege('pg_control_system()', 'EXECUTE'),
       current_setting('block_size')::bigint,
       -- the limits on connections
       current_setting('max_connections')::int,
       current_setting('superuser_reserved_connections')::int,
       current_setting('reserved_connections')::int,     -- since 16
       0,                                                -- before 16
       pg_has_role('pg_use_reserved_connections', 'USAGE'), -- since 16
       false,                                            -- before 16
       d.datconnlimit,
       l.rolconnlimit,
       l.rolsuper,
       (SELECT coalesce(sum(s.numbackends), 0)::int FROM pg_stat_database s),
       (SELECT coalesce(sum(s.numbackends), 0)::int FROM pg_stat_database s WHERE s.datid = d.oid),
       (SELECT count(*)::int FROM pg_stat_activity s WHERE s.usesysid = l.oid)
FROM pg_database d
JOIN pg_roles r ON r.rolname = current_user
JOIN pg_roles l ON l.rolname = session_user
WHERE d.datname = current_database()
