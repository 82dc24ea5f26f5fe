-- two backslashes escape each other | meta-command 2; unfinished 3
COMMENT ON SCHEMA public IS E'\\'; \! echo 1 >> "$POCO_MARKER"
';
