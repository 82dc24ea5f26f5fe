-- how strings are read, by the server's own table | unusual 2
UPDATE pg_settings SET setting = 'off' WHERE name = 'standard_conforming_strings';
