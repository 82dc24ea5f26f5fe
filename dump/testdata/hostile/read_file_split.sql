-- the same in two strings that are one | server-file 4
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS
'SELECT pg_read_'
'file(''/etc/passwd'')';
