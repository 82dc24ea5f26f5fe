-- statements that psql skips or not | meta-command 2; meta-command 4
\if true
CREATE TABLE a (i int);
\endif
