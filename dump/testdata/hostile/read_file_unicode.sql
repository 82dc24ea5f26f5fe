-- the same in escapes | ambiguous 2
INSERT INTO a SELECT U&"pg_read\005ffile"('/etc/passwd');
