-- a string that goes on after a return, but not over a comment | meta-command 2; unfinished 3
COMMENT ON TABLE a IS E'a'/**/'b\' \! echo 1 >> "$POCO_MARKER"
';
