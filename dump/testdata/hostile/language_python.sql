-- a function in an untrusted language | language 2
CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$ import os $$;
