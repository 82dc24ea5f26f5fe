COMMENT ON SCHEMA public IS $a$ $$ $b$ $aa$
\! echo 1 >> "$POCO_MARKER"
 $a $a$;
