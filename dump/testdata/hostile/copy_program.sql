-- COPY from a program | copy-program 2
COPY a FROM PROGRAM 'true';
