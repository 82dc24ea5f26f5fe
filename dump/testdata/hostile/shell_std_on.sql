-- a backslash does not escape in a standard string | meta-command 2; unfinished 3
COMMENT ON SCHEMA public IS '\'; \! echo 1 >> "$POCO_MARKER"
';
