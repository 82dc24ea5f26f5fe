-- a large object to a file | server-file 2; runs-code 2
SELECT lo_export(1, '/tmp/evil');
