-- a database | database 2; database 3; database 4
CREATE DATABASE evil;
DROP DATABASE shop;
ALTER DATABASE shop SET work_mem = 1;
