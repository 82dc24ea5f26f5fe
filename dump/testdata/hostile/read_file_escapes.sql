-- the same with a letter in escapes | ambiguous 2
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS E'SELECT pg_read\x5ffile(1)';
