-- rows that psql reads to the end of all | binary 2
COPY a FROM stdin WITH (FORMAT 'binary');
\.
