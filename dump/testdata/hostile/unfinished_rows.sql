-- rows that never end | unfinished 4
COPY a FROM stdin;
1
