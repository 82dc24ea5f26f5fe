-- the same in a default | server-file 3
CREATE TABLE a (
  t text DEFAULT pg_read_file('/etc/passwd')
);
