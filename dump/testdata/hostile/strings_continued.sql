-- a string that goes on as another kind | ambiguous 3; unfinished 2
INSERT INTO a VALUES (E'a'
'b\'' || '; DROP TABLE a; --');
