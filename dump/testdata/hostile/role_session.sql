-- another user | role 2
SET LOCAL SESSION AUTHORIZATION postgres;
