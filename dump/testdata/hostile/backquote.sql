-- a program in an argument | meta-command 2
\echo `id`
