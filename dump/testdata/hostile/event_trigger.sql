-- code at everybody's statements | event-trigger 2
CREATE EVENT TRIGGER a ON ddl_command_start EXECUTE FUNCTION f();
