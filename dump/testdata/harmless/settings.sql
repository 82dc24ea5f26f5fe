SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET xmloption = content;
SET TIME ZONE 'UTC';
SET SESSION AUTHORIZATION DEFAULT;
