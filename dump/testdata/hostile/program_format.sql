-- the same by format() | copy-program 3
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN EXECUTE format('COPY a TO PROGRAM %L', 'true'); RETURN new; END $$;
