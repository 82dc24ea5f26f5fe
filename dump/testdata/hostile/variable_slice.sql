-- a variable of psql's in a slice | variable 2
INSERT INTO a SELECT b[1:PORT] FROM b;
