-- COPY from a file in the body of a function | copy-file 3
CREATE PROCEDURE f() LANGUAGE plpgsql AS $$
BEGIN COPY a (b) FROM '/etc/passwd'; END $$;
