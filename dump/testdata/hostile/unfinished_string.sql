-- a string that never ends | unfinished 2
INSERT INTO a VALUES ('
