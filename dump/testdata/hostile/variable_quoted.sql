-- a variable of psql's in quotes | variable 2
INSERT INTO a VALUES (:'USER');
