CREATE TABLE a (i int[], lo int, hi int);
CREATE VIEW v AS SELECT i[lo:hi] AS x, i[1:2] AS y, '1'::text AS z, i[1:array_length(i, 1)] AS w FROM a;
