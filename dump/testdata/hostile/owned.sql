-- all of a role's | role 2; role 3
REASSIGN OWNED BY a TO b;
DROP OWNED BY a CASCADE;
