-- a line of rows that looks like the end, and one that is it | meta-command 6
CREATE TABLE a (t text);
COPY a FROM stdin;
 \.
\.
\! echo 1 >> "$POCO_MARKER"
