-- an untrusted language | extension 2
CREATE EXTENSION IF NOT EXISTS plpython3u WITH SCHEMA pg_catalog;
