-- ALTER SYSTEM in the body of a function | alter-system 3
CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE 'alter  system set work_mem = 1'; END $$;
