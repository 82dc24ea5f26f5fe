-- a variable of psql's | variable 2
INSERT INTO a VALUES (:HOST);
