-- code that switches how strings are read | ambiguous 3; ambiguous 5; alter-system 6
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
BEGIN SET standard_conforming_strings = off; END $$;
CREATE TABLE a (t text);
INSERT INTO a VALUES ('\');
ALTER SYSTEM SET work_mem = 1; --');
