CREATE TABLE a (n numeric);
INSERT INTO a VALUES (1e5), (1.5E-3), (.5), (1.), (-1e+2);
