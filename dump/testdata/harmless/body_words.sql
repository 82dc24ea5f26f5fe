CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  -- copy the program to the system; alter the role
  RETURN extract(epoch FROM '1 day'::interval);
END $$;
