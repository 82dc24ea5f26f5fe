-- how strings are read, by a function | setting 2
SELECT pg_catalog.set_config('standard_conforming_strings', 'off', false);
