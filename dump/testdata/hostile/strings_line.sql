-- a string on the line that switches how strings are read | ambiguous 2
SET standard_conforming_strings = off; INSERT INTO a VALUES ('a\''); DROP TABLE a; --');
