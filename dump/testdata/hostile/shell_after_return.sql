-- a carriage return ends the comment | meta-command 2
-- harmless\! echo 1 >> "$POCO_MARKER"
