-- a comment that never ends | unfinished 4
/* /* */
DROP TABLE a;
