-- the same, the language first and in quotes | language 2
CREATE FUNCTION f(text) RETURNS int LANGUAGE 'C' AS 'libc', 'system';
