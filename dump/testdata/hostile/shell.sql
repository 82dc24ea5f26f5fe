-- a shell command alone on a line | meta-command 2
\! echo 1 >> "$POCO_MARKER"
