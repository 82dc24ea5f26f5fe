-- a function of a library | language 2
CREATE FUNCTION f(text) RETURNS int AS '/lib/x86_64-linux-gnu/libc.so.6', 'system' LANGUAGE c STRICT;
