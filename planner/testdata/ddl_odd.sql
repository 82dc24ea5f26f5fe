-- A schema of everything that is awkward to create anew. Its default schema is
-- app; some of it stands elsewhere. Lines marked with a version are for servers
-- from that version on.
CREATE SCHEMA app;
CREATE SCHEMA "Other schema";
COMMENT ON SCHEMA "Other schema" IS 'It''s another; "quoted"';
SET search_path = app;

CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'Ünïcode "happy"', '');
COMMENT ON TYPE mood IS 'a mood';
CREATE TYPE "Other schema"."ON" AS ENUM ('ONLY', 'ON');
CREATE FUNCTION is_short(v text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length(v) < 100';
COMMENT ON FUNCTION is_short(text) IS 'short';
CREATE DOMAIN short AS text COLLATE "C" DEFAULT 'x' CONSTRAINT "is short" CHECK (is_short(VALUE)) NOT NULL;
CREATE DOMAIN shorter AS short CHECK (length(VALUE) < 50) CHECK (VALUE <> 'no');
ALTER DOMAIN shorter ADD CONSTRAINT later CHECK (VALUE <> 'not valid') NOT VALID;
COMMENT ON DOMAIN shorter IS 'shorter';
CREATE TYPE "Point of" AS (x integer, "Y" numeric(10,2), moods mood[], name text COLLATE "C");
CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE DOMAIN points AS "Point of"[];
CREATE COLLATION "Other schema"."german" (LOCALE = 'C');

CREATE FUNCTION "Fn"(a integer, b mood DEFAULT 'sad') RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN -- don't stop here
  RETURN a * 2;
END $$;
CREATE FUNCTION "Fn"(a text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT length(a)';
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT app."Fn"(a) + 1; END; -- since 14

CREATE SEQUENCE shared AS integer START 7 INCREMENT -3 MINVALUE -1000 MAXVALUE 10 CACHE 5 CYCLE;
COMMENT ON SEQUENCE shared IS 'shared';
CREATE SEQUENCE "Other schema"."Seq ""q""";

CREATE TABLE "ON" (
    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "ON seq" START 100 INCREMENT 10 CACHE 3),
    "USING" integer DEFAULT nextval('shared'),
    "Col ""q"" ü" integer DEFAULT nextval('"Other schema"."Seq ""q"""'),
    m mood DEFAULT 'it''s ok' NOT NULL,
    ms mood[] DEFAULT '{sad}',
    s short, s2 shorter,
    p "Point of", ps points, sp span,
    doubled integer GENERATED ALWAYS AS ("Fn"("USING")) STORED,
    t text COLLATE "Other schema"."german",
    v varchar(20) COLLATE "C" DEFAULT 'a)b(c',
    ts timestamp(3) with time zone DEFAULT now(),
    n numeric(10,2) DEFAULT 1.50,
    b bit varying(8),
    i interval day to second(3),
    x xml, j jsonb DEFAULT '{"a": "\\"}',
    other "Other schema"."ON" DEFAULT 'ON',
    CONSTRAINT "PK of ON" PRIMARY KEY (id) INCLUDE ("USING") WITH (fillfactor = 70),
    CONSTRAINT "check it" CHECK (("USING" > 0) OR (v = 'CHECK (')),
    CONSTRAINT "calls Fn" CHECK ("Fn"(v::text) < 100),
    CONSTRAINT late UNIQUE ("USING") DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 80, autovacuum_enabled = false, toast.autovacuum_enabled = off);
ALTER TABLE "ON" ADD COLUMN spans span_multirange; -- since 14
ALTER TABLE "ON" ADD COLUMN more integer GENERATED ALWAYS AS (atomic("USING") + 1) STORED; -- since 14
ALTER TABLE "ON" ADD CONSTRAINT nnd UNIQUE NULLS NOT DISTINCT (v, n); -- since 15
ALTER TABLE "ON" ADD COLUMN virtual integer GENERATED ALWAYS AS ("USING" + 1) VIRTUAL; -- since 18
ALTER TABLE "ON" ADD CONSTRAINT unenforced CHECK (n <> 7) NOT ENFORCED; -- since 18
ALTER TABLE "ON" ADD CONSTRAINT "not yet" CHECK (n > 0) NOT VALID;
ALTER TABLE "ON" ALTER COLUMN t SET STORAGE EXTERNAL, ALTER COLUMN t SET STATISTICS 500;
ALTER TABLE "ON" ALTER COLUMN v SET COMPRESSION pglz; -- since 14
ALTER TABLE "ON" ALTER COLUMN "USING" SET (n_distinct = -0.5);
ALTER TABLE "ON" REPLICA IDENTITY FULL;
ALTER TABLE "ON" CLUSTER ON "PK of ON";
ALTER SEQUENCE shared OWNED BY "ON"."USING";
COMMENT ON TABLE "ON" IS E'line\nnext ''quoted'' \\ "x"';
COMMENT ON COLUMN "ON"."USING" IS 'a column';
COMMENT ON COLUMN "ON"."Col ""q"" ü" IS '$$';
COMMENT ON CONSTRAINT "check it" ON "ON" IS 'a check';
COMMENT ON CONSTRAINT "calls Fn" ON "ON" IS 'a check that calls';
COMMENT ON CONSTRAINT "PK of ON" ON "ON" IS 'a key';
COMMENT ON SEQUENCE "ON seq" IS 'of an identity column';
CREATE INDEX " ON " ON "ON" USING btree (lower(t) COLLATE "C" text_pattern_ops DESC NULLS LAST, n) INCLUDE (id)
    WHERE m = 'Ünïcode "happy"' AND t <> ' ON it."ON" USING ';
COMMENT ON INDEX " ON " IS 'an index';
CREATE INDEX calls ON "ON" ("Fn"(t)) WITH (fillfactor = 50);
CREATE UNIQUE INDEX "unique one" ON "ON" (v) NULLS NOT DISTINCT; -- since 15
CREATE INDEX by_hash ON "ON" USING hash (v);
CREATE INDEX brinned ON "ON" USING brin (id) WITH (pages_per_range = 4);
CREATE INDEX gin_j ON "ON" USING gin (j jsonb_path_ops);

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.t := 'x$$'; RETURN NEW; END $f$;
CREATE TRIGGER "tr ON" BEFORE UPDATE OF "USING", v ON "ON" FOR EACH ROW
    WHEN (old.v IS DISTINCT FROM new.v) EXECUTE FUNCTION touch('arg ON "x"');
CREATE TRIGGER off AFTER INSERT ON "ON" FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER always AFTER DELETE ON "ON" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON "ON" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE "ON" DISABLE TRIGGER off, ENABLE ALWAYS TRIGGER always, ENABLE REPLICA TRIGGER later;
COMMENT ON TRIGGER off ON "ON" IS 'a trigger';

CREATE UNLOGGED TABLE "Other schema"."Unlogged" (id serial PRIMARY KEY, "select" integer NOT NULL,
    ref bigint REFERENCES "ON" (id) ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE);
ALTER TABLE "Other schema"."Unlogged" REPLICA IDENTITY USING INDEX "Unlogged_pkey";

-- Partitions of partitions, one with its columns in another order, one default.
CREATE TABLE parted (id bigint GENERATED BY DEFAULT AS IDENTITY, at date NOT NULL, region text NOT NULL, v integer DEFAULT 3,
    CONSTRAINT parted_v CHECK (v > 0)) PARTITION BY RANGE (at);
CREATE TABLE parted_2024 (region text NOT NULL, v integer DEFAULT 4, at date NOT NULL, id bigint NOT NULL,
    CONSTRAINT parted_v CHECK (v > 0), CONSTRAINT own CHECK (v < 1000)) PARTITION BY LIST (region);
ALTER TABLE parted ATTACH PARTITION parted_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE "parted 2024 eu" PARTITION OF parted_2024 FOR VALUES IN ('eu', 'it''s') WITH (fillfactor = 40);
CREATE TABLE parted_2024_rest PARTITION OF parted_2024 DEFAULT;
CREATE TABLE parted_rest PARTITION OF parted (v DEFAULT 9) DEFAULT;
CREATE TABLE parted_max PARTITION OF parted FOR VALUES FROM ('2030-01-01') TO (MAXVALUE);
CREATE INDEX own_name_2024 ON "parted 2024 eu" (v);
CREATE INDEX parted_v_idx ON parted (v);
CREATE INDEX ON parted_rest (region);
ALTER TABLE parted ADD CONSTRAINT parted_key PRIMARY KEY (id, at, region);
ALTER TABLE parted ADD CONSTRAINT parted_unique UNIQUE (at, region, v);
CREATE TRIGGER rows BEFORE INSERT ON parted FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE parted_max DISABLE TRIGGER rows;
ALTER TABLE "parted 2024 eu" ENABLE ALWAYS TRIGGER rows;
COMMENT ON CONSTRAINT parted_v ON parted IS 'on the parent';
COMMENT ON INDEX parted_v_idx IS 'on the parent';
CREATE TABLE hashed (k integer, PRIMARY KEY (k)) PARTITION BY HASH (k);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE parted ADD CONSTRAINT parted_hashed FOREIGN KEY (v) REFERENCES hashed (k) ON DELETE CASCADE;
CREATE TABLE expressed (a text, b text) PARTITION BY LIST (lower(a));
CREATE TABLE expressed_x PARTITION OF expressed FOR VALUES IN ('x');

-- Plain inheritance.
CREATE TABLE mother (id integer NOT NULL, v text DEFAULT 'mother', w integer, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE father (f integer CHECK (f <> 3) NO INHERIT, w integer);
CREATE TABLE child (own integer, w integer) INHERITS (mother, father);
ALTER TABLE child ALTER COLUMN v SET DEFAULT 'child', ALTER COLUMN f SET NOT NULL;
CREATE TABLE grandchild () INHERITS (child);
ALTER TABLE grandchild ALTER COLUMN v DROP DEFAULT;
ALTER TABLE mother ADD PRIMARY KEY (id);
ALTER TABLE child ADD CONSTRAINT child_key UNIQUE (id);
ALTER TABLE mother ADD CONSTRAINT calls CHECK ("Fn"(v) < 50);
ALTER TABLE mother ADD CONSTRAINT unproved CHECK (v <> 'x') NOT VALID;

-- Keys of all kinds; a cycle of two tables, and a table that references itself.
CREATE TABLE a (id integer PRIMARY KEY, other integer, up integer REFERENCES a, x integer, y integer, UNIQUE (x, y));
CREATE TABLE b (id integer PRIMARY KEY, other integer UNIQUE, x integer, y integer);
ALTER TABLE a ADD CONSTRAINT "a → b" FOREIGN KEY (other) REFERENCES b (other) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE b ADD FOREIGN KEY (other) REFERENCES a ON DELETE SET DEFAULT ON UPDATE RESTRICT NOT VALID;
ALTER TABLE b ADD CONSTRAINT two FOREIGN KEY (x, y) REFERENCES a (x, y) MATCH FULL;
ALTER TABLE b ADD CONSTRAINT "some" FOREIGN KEY (y, x) REFERENCES a (y, x) ON DELETE SET NULL (x); -- since 15
ALTER TABLE b ADD CONSTRAINT unenforced FOREIGN KEY (x, y) REFERENCES a (x, y) NOT ENFORCED; -- since 18
CREATE TABLE spans (id integer, at daterange, CONSTRAINT spans_key PRIMARY KEY (id, at WITHOUT OVERLAPS)); -- since 18
CREATE TABLE within (id integer, at daterange, CONSTRAINT within_key FOREIGN KEY (id, PERIOD at) REFERENCES spans (id, PERIOD at)); -- since 18
COMMENT ON CONSTRAINT two ON b IS 'a foreign key';

CREATE TABLE booked (id integer, room integer, during tsrange, cost span,
    CONSTRAINT once EXCLUDE USING gist (room public.gist_int4_ops WITH =, during WITH &&) WHERE (room > 0) DEFERRABLE,
    EXCLUDE USING gist (during WITH &&));
CREATE TABLE rows_of (a a, many b[]);
CREATE TABLE nothing ();
CREATE FUNCTION of_row(r nothing) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
ALTER TABLE nothing ADD COLUMN c integer, ADD CONSTRAINT of_itself CHECK (of_row(nothing.*));
CREATE TABLE a_name_of_sixty_three_bytes_that_is_as_long_as_postgres_lets_it (a_name_of_sixty_three_bytes_that_is_as_long_as_postgres_lets_it serial PRIMARY KEY);
RESET search_path;
