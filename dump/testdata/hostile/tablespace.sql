-- a tablespace | database 2
CREATE TABLESPACE t LOCATION '/tmp';
