-- the same as a part of an aggregate | server-file 2
CREATE AGGREGATE a (text) (SFUNC = pg_read_file, STYPE = text);
