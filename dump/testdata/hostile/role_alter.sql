-- a role's password | role 2
ALTER USER postgres PASSWORD 'x';
