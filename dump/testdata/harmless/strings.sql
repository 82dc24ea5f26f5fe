COMMENT ON SCHEMA public IS E'\'; 
\! echo 1 >> "$POCO_MARKER"
';
COMMENT ON SCHEMA public IS '
\! echo 1 >> "$POCO_MARKER"
''; \! id
';
