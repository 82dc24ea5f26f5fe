-- a statement that is sent to a program | meta-command 2
SELECT pg_catalog.set_config('search_path', '', false) \g |id
