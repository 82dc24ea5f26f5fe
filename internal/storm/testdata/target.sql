-- What the target has beside: triggers that would write if they fired, tables
-- that no copy selects, one of which needs rows that the copies bring.
CREATE TABLE audit_log (at timestamptz DEFAULT now(), tbl text);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.audit_log (tbl) VALUES (TG_TABLE_NAME); RETURN NULL; END';
CREATE TRIGGER orders_audit AFTER INSERT OR UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER customers_audit AFTER INSERT OR TRUNCATE ON customers FOR EACH STATEMENT EXECUTE FUNCTION audit();
CREATE TRIGGER accounts_audit AFTER INSERT ON accounts_a FOR EACH ROW EXECUTE FUNCTION audit();
ALTER TABLE accounts_a DISABLE TRIGGER accounts_audit;
CREATE TABLE outside_notes (id int PRIMARY KEY, customer_id bigint CONSTRAINT outside_notes_customer_fkey REFERENCES customers ON UPDATE CASCADE, note text);
CREATE TABLE outside_facts (id int PRIMARY KEY, note text);
INSERT INTO outside_facts SELECT i, 'kept' FROM generate_series(1, 100) i;
