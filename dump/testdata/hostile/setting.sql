-- a setting | setting 2; setting 3
SET session_replication_role = replica;
SET session_preload_libraries = 'evil';
