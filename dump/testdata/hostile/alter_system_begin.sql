-- a function whose name makes psql send what follows with it | ambiguous 2; ambiguous 3
CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER SYSTEM SET work_mem = 1;
END;
