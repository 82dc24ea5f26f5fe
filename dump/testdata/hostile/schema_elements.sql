-- objects inside of CREATE SCHEMA | unusual 2
CREATE SCHEMA a CREATE TABLE b (i int);
