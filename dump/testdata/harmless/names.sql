CREATE TABLE "a
\! echo 1 >> "$POCO_MARKER"
"" b; DROP DATABASE x" (":HOST" text, "ALTER SYSTEM" int);
