-- a library | language 2
LOAD '/tmp/evil.so';
