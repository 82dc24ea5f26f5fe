-- a blank to some versions of psql only, over which a string goes on | ambiguous 2
COMMENT ON TABLE a IS E'a''b';
