-- a folder of the server, in a view | server-file 2
CREATE VIEW a AS SELECT pg_ls_dir('/');
