CREATE TABLE a (t text);
COPY a FROM stdin WITH (FORMAT csv, HEADER);
t
"
\! echo 1 >> "$POCO_MARKER"
"
\.
