-- a script beside | meta-command 2
\ir evil.sql
