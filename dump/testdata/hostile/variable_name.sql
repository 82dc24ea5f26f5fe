-- a variable of psql's as a name | variable 2
INSERT INTO :"DBNAME" VALUES (1);
