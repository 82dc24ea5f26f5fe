-- a backslash escapes where standard_conforming_strings is off | meta-command 3; unfinished 4
SET standard_conforming_strings = off;
COMMENT ON SCHEMA public IS '\\'; \! echo 1 >> "$POCO_MARKER"
';
