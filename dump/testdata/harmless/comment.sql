/* /* */ ' $$
\! echo 1 >> "$POCO_MARKER"
*/
