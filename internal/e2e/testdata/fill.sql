-- Fills every table of the schema public with rows that satisfy its keys and
-- checks, in foreign-key order and always the same ones. A row that a check
-- refuses is tried with other columns left to NULL or to their default; a table
-- for which nothing fits stays empty. User triggers don't fire.
CREATE FUNCTION pg_temp.value_for(typ regtype, i int, salt text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE t pg_type; base regtype; labels text[];
BEGIN
  SELECT * INTO t FROM pg_type WHERE oid = typ;
  IF t.typtype = 'd' THEN RETURN pg_temp.value_for(t.typbasetype, i, salt); END IF;
  IF t.typtype = 'e' THEN
    SELECT array_agg(enumlabel ORDER BY enumsortorder) INTO labels FROM pg_enum WHERE enumtypid = typ;
    RETURN quote_literal(labels[1 + i % array_length(labels, 1)]) || '::' || typ::text;
  END IF;
  IF t.typcategory = 'A' THEN RETURN quote_literal('{}') || '::' || typ::text; END IF;
  RETURN CASE typ::text
    WHEN 'uuid' THEN quote_literal(md5(salt || i)::uuid) || '::uuid'
    WHEN 'boolean' THEN (i % 2 = 0)::text
    WHEN 'bytea' THEN quote_literal('\x' || md5(salt || i)) || '::bytea'
    WHEN 'jsonb' THEN format('''{"n": %s, "s": "ü\\n%s"}''::jsonb', i, salt)
    WHEN 'json' THEN format('''{"n": %s}''::json', i)
    WHEN 'inet' THEN format('''10.0.%s.%s''::inet', i / 250, i % 250)
    WHEN 'interval' THEN format('''%s min''::interval', i)
    WHEN 'date' THEN format('date ''2026-01-01'' + %s', i)
    WHEN 'timestamp with time zone' THEN format('timestamptz ''2026-01-01 00:00:00.123456+00'' + interval ''%s min''', i)
    WHEN 'timestamp without time zone' THEN format('timestamp ''2026-01-01'' + interval ''%s min''', i)
    WHEN 'text' THEN quote_literal(format(E'%s %s\té\\', salt, i))
    WHEN 'character varying' THEN quote_literal(left(md5(salt || i), 12))
    ELSE CASE t.typcategory WHEN 'N' THEN (i + 1)::text ELSE 'NULL' END
  END;
END $$;

CREATE FUNCTION pg_temp.fill_row(t regclass, i int, attempt int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE c record; k record; names text[] := '{}'; vals text[] := '{}'; keyed text[] := '{}'; n bigint; v text;
BEGIN
  FOR k IN SELECT conkey, confkey, confrelid::regclass AS parent FROM pg_constraint
           WHERE conrelid = t AND contype = 'f' AND conrelid <> confrelid ORDER BY array_length(conkey, 1) DESC, conname LOOP
    EXECUTE format('SELECT count(*) FROM %s', k.parent) INTO n;
    CONTINUE WHEN n = 0;
    FOR c IN SELECT a.attname, p.attname AS parent_column, a.attnotnull FROM unnest(k.conkey, k.confkey) AS u(x, y)
             JOIN pg_attribute a ON a.attrelid = t AND a.attnum = x JOIN pg_attribute p ON p.attrelid = k.parent AND p.attnum = y LOOP
      CONTINUE WHEN c.attname = ANY (keyed) OR NOT c.attnotnull AND attempt % 2 = 1;
      EXECUTE format('SELECT quote_literal(%I) FROM %s ORDER BY ctid OFFSET %s LIMIT 1', c.parent_column, k.parent, i % n) INTO v;
      names := names || quote_ident(c.attname); vals := vals || coalesce(v, 'NULL'); keyed := keyed || c.attname::text;
    END LOOP;
  END LOOP;
  FOR c IN SELECT attname, atttypid::regtype AS typ, attnotnull, atthasdef OR attidentity <> '' AS has_default,
                  EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = t AND f.contype = 'f' AND a.attnum = ANY (f.conkey)) AS is_key
           FROM pg_attribute a WHERE attrelid = t AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum LOOP
    CONTINUE WHEN c.attname = ANY (keyed) OR c.is_key AND NOT c.attnotnull;
    CONTINUE WHEN c.has_default AND (attempt < 2 OR NOT c.attnotnull);
    CONTINUE WHEN NOT c.attnotnull AND attempt IN (1, 3);
    names := names || quote_ident(c.attname);
    vals := vals || pg_temp.value_for(c.typ, i + attempt / 4, t::text || c.attname);
  END LOOP;
  IF names = '{}' THEN EXECUTE format('INSERT INTO %s DEFAULT VALUES', t);
  ELSE EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', t, array_to_string(names, ', '), array_to_string(vals, ', ')); END IF;
  RETURN true;
EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN RETURN false;
END $$;

DO $$
DECLARE pending regclass[]; t regclass; progress boolean; rows int; i int; attempt int;
BEGIN
  SELECT array_agg(oid::regclass ORDER BY relname) INTO pending FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
  LOOP
    progress := false;
    FOREACH t IN ARRAY pending LOOP
      CONTINUE WHEN EXISTS (SELECT FROM pg_constraint WHERE conrelid = t AND contype = 'f' AND confrelid <> t
                            AND confrelid::regclass = ANY (pending));
      EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', t);
      FOR i IN 1..25 LOOP
        FOR attempt IN 0..5 LOOP
          EXIT WHEN pg_temp.fill_row(t, i, attempt);
        END LOOP;
      END LOOP;
      EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', t);
      pending := array_remove(pending, t); progress := true;
    END LOOP;
    EXIT WHEN pending = '{}' OR NOT progress;
  END LOOP;
END $$;
