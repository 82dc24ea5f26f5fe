-- dollars in a name begin no quote | meta-command 2; unfinished 3
CREATE TABLE a$b$ (i int); \! echo 1 >> "$POCO_MARKER"
SELECT $b$;
