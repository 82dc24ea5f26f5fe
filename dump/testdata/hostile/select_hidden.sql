-- a function beside one that pg_dump calls | runs-code 2
SELECT pg_catalog.setval('a', f(), true);
