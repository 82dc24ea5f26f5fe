-- another server | meta-command 2
\c "host=evil.example dbname=x"
