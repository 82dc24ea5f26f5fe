-- \. ends CSV rows too, inside of quotes | meta-command 6; unfinished 7
CREATE TABLE a (t text);
COPY a FROM stdin WITH (FORMAT csv);
"
\.
\! echo 1 >> "$POCO_MARKER"
"
\.
