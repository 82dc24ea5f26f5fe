-- a file of the server | server-file 2
INSERT INTO a SELECT pg_catalog.pg_read_file('/etc/passwd');
