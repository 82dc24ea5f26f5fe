-- what follows is written to a file | meta-command 2
\o /tmp/evil
SELECT pg_catalog.set_config('search_path', '', false);
