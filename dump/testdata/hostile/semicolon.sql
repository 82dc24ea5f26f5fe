-- two statements that psql sends as one | meta-command 2; alter-system 2
CREATE TABLE a (i int)\; ALTER SYSTEM SET work_mem = 1;
