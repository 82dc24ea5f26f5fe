-- COPY to psql | unusual 2
COPY a TO stdout;
