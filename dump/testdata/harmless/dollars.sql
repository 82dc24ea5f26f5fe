CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$
 SELECT '
\! echo 1 >> "$POCO_MARKER"
' -- $$ $__$
$_$;
