SELECT pg_catalog.lo_create('4711');
ALTER LARGE OBJECT 4711 OWNER TO CURRENT_USER;
BEGIN;
SELECT pg_catalog.lo_open('4711', 131072);
SELECT pg_catalog.lowrite(0, '\x5c21');
SELECT pg_catalog.lo_close(0);
COMMIT;
