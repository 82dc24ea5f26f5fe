-- rights on tables that are not the file's | unusual 2
GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC;
