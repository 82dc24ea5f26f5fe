-- a test of a variable | variable 2
INSERT INTO a VALUES (:{?HOST});
