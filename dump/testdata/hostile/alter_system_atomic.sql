-- a statement behind the body of a function that psql takes for part of it | ambiguous 3; ambiguous 4
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1 AS case;
END;
ALTER SYSTEM SET work_mem = 1;
END;
