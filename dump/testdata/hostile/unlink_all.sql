-- large objects that are not the file's | runs-code 2
SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE oid = '7' OR true;
