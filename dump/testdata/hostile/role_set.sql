-- another role | role 2
SET ROLE postgres;
