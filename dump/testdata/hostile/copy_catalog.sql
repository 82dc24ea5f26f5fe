-- rows of the server's own tables | unusual 2
COPY pg_catalog.pg_authid FROM stdin;
\.
