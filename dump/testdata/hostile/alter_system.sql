-- the server's settings | alter-system 2
ALTER SYSTEM SET archive_command = 'true';
