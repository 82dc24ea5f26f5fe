SET standard_conforming_strings = off;
SET escape_string_warning = off;
COMMENT ON SCHEMA public IS 'a\'; 
\! echo 1 >> "$POCO_MARKER"
';
