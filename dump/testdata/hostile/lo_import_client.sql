-- a large object from a file | meta-command 2
\lo_import /etc/passwd
