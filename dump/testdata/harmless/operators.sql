CREATE TABLE a (i int, CHECK (i <@ '[1,2]'::int4range), CHECK (i-1 /* */ > -i), CHECK (i *-1 < 2));
