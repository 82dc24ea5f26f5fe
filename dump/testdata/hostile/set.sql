-- a variable | meta-command 2; variable 3
\set x '1); DROP TABLE a; --'
INSERT INTO a VALUES (:x);
