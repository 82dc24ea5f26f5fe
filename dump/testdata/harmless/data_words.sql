CREATE TABLE a (t text);
INSERT INTO a VALUES ('pg_read_file(''/etc/passwd'')'), ($$ALTER SYSTEM$$), ('C:\dir\');
