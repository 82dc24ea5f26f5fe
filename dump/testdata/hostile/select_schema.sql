-- a function that has the name of one that pg_dump calls | runs-code 2; runs-code 3
SELECT evil.setval('a', 1, true);
SELECT pg_catalog.setval('a', evil.max(1));
