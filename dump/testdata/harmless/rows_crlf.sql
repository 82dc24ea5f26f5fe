CREATE TABLE a (t text);
COPY a FROM stdin;
\! echo 1 >> "$POCO_MARKER"
\.
