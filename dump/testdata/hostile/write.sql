-- the statement into a program | meta-command 2
\w |id
