-- \unrestrict in the middle of a line | meta-command 2; unfinished 2
SELECT 1 \unrestrict abc
