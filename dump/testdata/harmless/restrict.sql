\restrict aB3
CREATE TABLE a (i int);
\unrestrict aB3
