-- a statement without a semicolon | unfinished 2
DROP TABLE a
