-- the same with a letter in escapes | binary 2
COPY a FROM stdin WITH (FORMAT E'\x62inary');
\.
