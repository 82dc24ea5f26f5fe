-- COPY from a program in the body of a function | copy-program 3
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN COPY a FROM PROGRAM 'true'; RETURN new; END $$;
