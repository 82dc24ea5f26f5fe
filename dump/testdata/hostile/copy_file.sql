-- COPY from a file | copy-file 2
COPY a FROM '/etc/passwd';
