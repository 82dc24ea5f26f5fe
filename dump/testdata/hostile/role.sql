-- a role | role 2
CREATE ROLE evil SUPERUSER LOGIN;
