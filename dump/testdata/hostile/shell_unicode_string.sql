-- a backslash does not escape in a unicode string | meta-command 2; unfinished 3
COMMENT ON SCHEMA public IS U&'\\'; \! echo 1 >> "$POCO_MARKER"
';
