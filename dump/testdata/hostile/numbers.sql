-- letters after digits, which versions read differently | ambiguous 2
INSERT INTO a VALUES (1e'\'); DROP TABLE a; --');
