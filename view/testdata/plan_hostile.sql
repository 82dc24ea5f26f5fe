-- Plan 7f3c20b1d9e4 of copy.refresh, made by poco 0.1.0.
-- These are the statements that poco apply runs, step by step; it records each step
-- in the transaction that does it. The rows are relayed by poco itself, so the
-- steps that copy are comments here.
\set ON_ERROR_STOP on
\if :{?run_without_copying}
\else
  \echo This script is for reading. It copies no rows: psql -v run_without_copying=1 runs the rest.
  \quit
\endif

-- ==== copy.refresh, on qa (app@db-qa.internal:5432/shop) ====

-- What would bring the tables of qa in line with dev; no part of the plan.
-- "odd\x1b]0;schema"."line
-- break": the column line
-- break differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."esc\x1b[2J\x1b[31mred": the column esc\x1b[2J\x1b[31mred differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."tab\tbell\x07": the column tab\tbell\x07 differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."right\u202eto left": the column right\u202eto left differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."pipe|`tick`<b>@everyone</b>": the column pipe|`tick`<b>@everyone</b> differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."quo""te": the column quo"te differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema".select: the column select differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."Ünïcödé": the column Ünïcödé differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."表のなまえ": the column 表のなまえ differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema"."🐘 and 🦣": the column 🐘 and 🦣 differs
--     ALTER TABLE x
--   ADD y;
-- "odd\x1b]0;schema".sixty_three_bytes_long_name_of_a_table_that_is_not_yet_at_limit: the column sixty_three_bytes_long_name_of_a_table_that_is_not_yet_at_limit differs
--     ALTER TABLE x
--   ADD y;

SET search_path = public;

-- step 1: drop foreign key line\nbreak of "odd\x1b]0;schema"."line\nbreak"
-- destroys 0 rows of "odd\x1b]0;schema"."line
-- break"
-- on qa: ALTER TABLE "line
-- break" DROP CONSTRAINT "k";

-- step 2: drop foreign key esc\x1b[2J\x1b[31mred of "odd\x1b]0;schema"."esc\x1b[2J\x1b[31mred"
-- destroys 1 row of "odd\x1b]0;schema"."esc\x1b[2J\x1b[31mred"
-- on qa: ALTER TABLE "esc\x1b[2J\x1b[31mred" DROP CONSTRAINT "k";

-- step 3: drop foreign key tab\tbell\x07 of "odd\x1b]0;schema"."tab\tbell\x07"
-- destroys 2 rows of "odd\x1b]0;schema"."tab\tbell\x07"
-- on qa: ALTER TABLE "tab\tbell\x07" DROP CONSTRAINT "k";

-- step 4: drop foreign key right\u202eto left of "odd\x1b]0;schema"."right\u202eto left"
-- destroys 3 rows of "odd\x1b]0;schema"."right\u202eto left"
-- on qa: ALTER TABLE "right\u202eto left" DROP CONSTRAINT "k";

-- step 5: drop foreign key pipe|`tick`<b>@everyone</b> of "odd\x1b]0;schema"."pipe|`tick`<b>@everyone</b>"
-- destroys 4 rows of "odd\x1b]0;schema"."pipe|`tick`<b>@everyone</b>"
-- on qa: ALTER TABLE "pipe|`tick`<b>@everyone</b>" DROP CONSTRAINT "k";

-- step 6: drop foreign key quo"te of "odd\x1b]0;schema"."quo""te"
-- destroys 5 rows of "odd\x1b]0;schema"."quo""te"
-- on qa: ALTER TABLE "quo"te" DROP CONSTRAINT "k";

-- step 7: drop foreign key select of "odd\x1b]0;schema".select
-- destroys 6 rows of "odd\x1b]0;schema".select
-- on qa: ALTER TABLE "select" DROP CONSTRAINT "k";

-- step 8: drop foreign key Ünïcödé of "odd\x1b]0;schema"."Ünïcödé"
-- destroys 7 rows of "odd\x1b]0;schema"."Ünïcödé"
-- on qa: ALTER TABLE "Ünïcödé" DROP CONSTRAINT "k";

-- step 9: drop foreign key 表のなまえ of "odd\x1b]0;schema"."表のなまえ"
-- destroys 8 rows of "odd\x1b]0;schema"."表のなまえ"
-- on qa: ALTER TABLE "表のなまえ" DROP CONSTRAINT "k";

-- step 10: drop foreign key 🐘 and 🦣 of "odd\x1b]0;schema"."🐘 and 🦣"
-- destroys 9 rows of "odd\x1b]0;schema"."🐘 and 🦣"
-- on qa: ALTER TABLE "🐘 and 🦣" DROP CONSTRAINT "k";

-- step 11: drop foreign key sixty_three_bytes_long_name_of_a_table_that_is_not_yet_at_limit of "odd\x1b]0;schema".sixty_three_bytes_long_name_of_a_table_that_is_not_yet_at_limit
-- destroys 10 rows of "odd\x1b]0;schema".sixty_three_bytes_long_name_of_a_table_that_is_not_yet_at_limit
-- on qa: ALTER TABLE "sixty_three_bytes_long_name_of_a_table_that_is_not_yet_at_limit" DROP CONSTRAINT "k";
