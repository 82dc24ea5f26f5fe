-- a tag that shares its dollar with the one before | meta-command 2; setting 2; unfinished 3
SELECT pg_catalog.set_config('search_path', $a$ $b$a$, false); \! echo 1 >> "$POCO_MARKER"
$a$;
