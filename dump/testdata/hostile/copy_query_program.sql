-- COPY of a query to a program | copy-program 2
COPY (SELECT ')' FROM a) TO PROGRAM 'true';
