-- a program in code at once | runs-code 2; copy-program 3
DO $do$ BEGIN
 EXECUTE 'COPY a FROM PROGRAM ''true'''; END $do$;
