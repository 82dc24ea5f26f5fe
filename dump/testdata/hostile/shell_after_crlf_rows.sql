-- \. with a carriage return ends rows | meta-command 5; meta-command 6
CREATE TABLE a (t text);
COPY a FROM stdin;
\.
\! echo 1 >> "$POCO_MARKER"
\.
