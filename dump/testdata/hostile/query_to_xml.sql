-- a query in a string | runs-code 2
INSERT INTO a SELECT query_to_xml('SELECT pg_read_' || 'file(1)', true, true, '');
