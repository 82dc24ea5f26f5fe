-- the same in the body of a function | server-file 4
CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $_$
BEGIN
  RETURN pg_read_binary_file('/etc/passwd');
END $_$;
