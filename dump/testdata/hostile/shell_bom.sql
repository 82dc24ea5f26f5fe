-- a shell command behind a mark of byte order | meta-command 2
\! echo 1 >> "$POCO_MARKER"
