-- a doubled quote in a name | meta-command 2
CREATE TABLE "a""; " (i int); \! echo 1 >> "$POCO_MARKER"
