-- a dump of a whole server | role 4; role 6; role 7; meta-command 8
--

-- PostgreSQL database cluster dump
--
CREATE ROLE a;
ALTER ROLE a WITH SUPERUSER;
\connect template1
