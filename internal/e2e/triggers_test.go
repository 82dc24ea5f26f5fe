package e2e

import (
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// readings is a table of about 15 MB, and partsOfReadings the same in partitions.
const (
	readings = `CREATE TABLE readings (id int PRIMARY KEY, v text);
INSERT INTO readings SELECT i, repeat(md5(i::text), 6) FROM generate_series(1, 60000) i;`
	partedReadings = `CREATE TABLE readings (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE readings_low PARTITION OF readings FOR VALUES FROM (MINVALUE) TO (30001);
CREATE TABLE readings_high PARTITION OF readings FOR VALUES FROM (30001) TO (MAXVALUE);`
	partedRows = `INSERT INTO readings SELECT i, repeat(md5(i::text), 6) FROM generate_series(1, 60000) i;`
	// All of them would write if they fired. Their states differ, from table to table.
	watched = `CREATE TABLE fired (what text);
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.fired VALUES (TG_TABLE_NAME || ' ' || TG_NAME); RETURN NEW; END $$;
INSERT INTO readings SELECT i * 500, 'old' FROM generate_series(1, 100) i;
CREATE TRIGGER each_row AFTER INSERT OR DELETE ON readings FOR EACH ROW EXECUTE FUNCTION fire();
CREATE TRIGGER each_statement AFTER INSERT OR TRUNCATE ON readings FOR EACH STATEMENT EXECUTE FUNCTION fire();
CREATE TRIGGER off AFTER INSERT ON readings FOR EACH ROW EXECUTE FUNCTION fire();
CREATE TRIGGER low BEFORE INSERT ON readings_low FOR EACH ROW EXECUTE FUNCTION fire();
CREATE TRIGGER high AFTER INSERT OR TRUNCATE ON readings_high FOR EACH STATEMENT EXECUTE FUNCTION fire();
ALTER TABLE readings DISABLE TRIGGER off;
ALTER TABLE ONLY readings_high ENABLE TRIGGER off;
ALTER TABLE ONLY readings_low DISABLE TRIGGER each_row;
ALTER TABLE readings_high ENABLE ALWAYS TRIGGER high;`
)

// TestTriggersOfPartitionsStayQuietOverChunks copies chunks into a partitioned
// table, is killed, and then resumed or given up.
func TestTriggersOfPartitionsStayQuietOverChunks(t *testing.T) {
	for source, script := range map[string]string{"from a plain table": readings, "from a partitioned table": partedReadings + partedRows} {
		for _, end := range []string{"resumed", "given up"} {
			t.Run(source+", "+end, func(t *testing.T) {
				dev := pgtest.Database(t, pgtest.Server(t, 0), script)
				qa := pgtest.Database(t, pgtest.Server(t, 1), partedReadings, watched)
				w := setup(t, dev, qa, `
  mode       = "overwrite"
  jobs       = 2
  chunk_size = "2MB"
  selection { include = ["readings*"] }`)
				before, states := schema(t, qa), triggerStates(t, qa)
				w.must(0, "plan", "--out", "p.json").says(t, "chunk")
				w.kill(4, "p.json")
				if triggerStates(t, qa) == states {
					t.Error("the triggers were not out of action when poco was killed")
				}
				if end == "given up" {
					w.must(0, "abort")
				} else {
					w.must(0, "apply", "--auto-approve", "p.json")
					same(t, "rows", sql(t, dev, "SELECT count(*), md5(string_agg(r::text, ',' ORDER BY id)) FROM readings r"),
						sql(t, qa, "SELECT count(*), md5(string_agg(r::text, ',' ORDER BY id)) FROM readings r"))
				}
				same(t, "schema", before, schema(t, qa))
				same(t, "states of triggers", states, triggerStates(t, qa))
				same(t, "triggers that fired", "", sql(t, qa, "SELECT what, count(*) FROM fired GROUP BY what"))
			})
		}
	}
}

func triggerStates(t *testing.T, url string) string {
	t.Helper()
	return sql(t, url, "SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2")
}
