-- a role that is granted | role 2
GRANT pg_monitor, postgres TO PUBLIC;
