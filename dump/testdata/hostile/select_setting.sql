-- a setting by a function | setting 2
SELECT pg_catalog.set_config('session_replication_role', 'replica', false);
