-- another database | meta-command 2
\connect postgres
