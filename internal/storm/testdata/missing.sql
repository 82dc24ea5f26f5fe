-- The tables that the target lacks where the copy creates them.
DROP TABLE product_tags, wide, keyless, hits, trucks, events;
DROP TABLE "Odd schema"."名名名名名名名名名名名名名名名名名名名名abc", "Odd schema"."user";
DROP SEQUENCE "Odd schema"."Seq ""q""";
