CREATE TABLE a (t text);
CREATE TABLE b (t text);
COPY a FROM stdin; COPY b FROM stdin;
\! echo 1 >> "$POCO_MARKER"
\.
\! echo 1 >> "$POCO_MARKER"
\.
