-- the same through a view, and a string that would end elsewhere | ambiguous 3
CREATE VIEW v AS SELECT * FROM pg_catalog.pg_settings;
INSERT INTO a VALUES ('a\', '; DROP TABLE a; --');
