-- COPY FROM stdout reads rows, behind which more hides | alter-system 5
COPY a FROM stdout;
'
\.
ALTER SYSTEM SET work_mem = 1;
--'
