-- what depends on it | cascade 2; cascade 3; cascade 4
DROP SCHEMA IF EXISTS public CASCADE;
TRUNCATE a CASCADE;
ALTER TABLE a DROP CONSTRAINT b CASCADE;
