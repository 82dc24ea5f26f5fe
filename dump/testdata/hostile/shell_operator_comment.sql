-- an operator stops at the comment that it runs into | meta-command 4
CREATE TABLE a (i int CHECK (1 <@--
(1)));
\! echo 1 >> "$POCO_MARKER"
