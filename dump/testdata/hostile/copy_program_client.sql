-- \copy from a program | meta-command 3
CREATE TABLE a (t text);
\copy a from program 'id'
