CREATE TABLE a (update timestamp, delete int, role text, system text, program text, "begin" int);
INSERT INTO a (update, delete) VALUES ('2026-01-01', 1) ON CONFLICT DO NOTHING;
COMMENT ON TABLE a IS 'COPY a FROM PROGRAM ''id''; pg_read_file(1)';
