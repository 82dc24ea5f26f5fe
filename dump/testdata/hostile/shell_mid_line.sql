-- a shell command behind a statement | meta-command 2
SELECT pg_catalog.set_config('search_path', '', false); \! echo 1 >> "$POCO_MARKER"
