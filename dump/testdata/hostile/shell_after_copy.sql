-- what follows COPY on its line comes after the rows | meta-command 3
CREATE TABLE a (t text);
COPY a FROM stdin; \! echo 1 >> "$POCO_MARKER"
row
\.
