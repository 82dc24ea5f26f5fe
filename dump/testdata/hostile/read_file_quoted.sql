-- the same in quotes | server-file 2
INSERT INTO a SELECT "pg_read_file"('/etc/passwd');
