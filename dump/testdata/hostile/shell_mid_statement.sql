-- a shell command inside of a statement | meta-command 3
CREATE TABLE a (i int
\! echo 1 >> "$POCO_MARKER"
);
