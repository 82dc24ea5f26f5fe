-- a function of the server's that runs the SQL it is given, here to switch how strings are read | runs-code 3
CREATE TABLE a (q tsquery);
INSERT INTO a SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, set_config(''standard_con'' || ''forming_strings'', ''off'', false)::tsquery');
COMMENT ON TABLE a IS 'a\', '); \! echo 1 >> marker
';
