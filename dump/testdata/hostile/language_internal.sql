-- a function of the server by another name | language 2; server-file 2
CREATE FUNCTION f(text) RETURNS text AS 'pg_read_file' LANGUAGE internal;
