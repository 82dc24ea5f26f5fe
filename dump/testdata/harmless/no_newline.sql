CREATE TABLE a (t text);
COPY a FROM stdin;
1
\.