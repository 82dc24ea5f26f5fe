CREATE TABLE a (t text);
COPY a (t) FROM stdin;
\! echo 1 >> "$POCO_MARKER"
\\! id
\i x
COPY a FROM PROGRAM 'id';
 \.
\.x
';--/*$$
\N
\.
