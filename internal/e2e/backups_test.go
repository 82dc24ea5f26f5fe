package e2e

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// A spoilt database is one with damages of at least ten kinds, all of them there at
// once.
var spoilt = []struct {
	name    string
	damages []string
}{
	{"chinook", []string{
		"UPDATE artist SET name = 'x' WHERE artist_id < 100",
		"DELETE FROM playlist_track",
		"INSERT INTO genre VALUES (999, 'Noise')",
		"DROP TABLE invoice_line",
		"ALTER TABLE track ALTER COLUMN milliseconds TYPE bigint",
		"ALTER TABLE customer DROP COLUMN fax",
		"ALTER TABLE album ADD COLUMN rating int DEFAULT 5",
		"DROP INDEX track_genre_id_idx",
		"ALTER TABLE album DROP CONSTRAINT album_artist_id_fkey",
		"ALTER TABLE employee ALTER COLUMN last_name DROP NOT NULL",
		"ALTER TABLE employee ADD CHECK (employee_id > 0)",
		"ALTER TABLE media_type RENAME COLUMN name TO title",
		"CREATE INDEX ON track (name)",
	}},
	{"pagila", []string{
		"UPDATE film SET title = 'x' WHERE film_id < 9",
		"DELETE FROM payment WHERE payment_id % 3 = 0",
		"DROP VIEW film_list",
		"DROP TABLE film_actor CASCADE",
		"ALTER TABLE language ALTER COLUMN name TYPE text",
		"ALTER TYPE mpaa_rating ADD VALUE 'X'",
		"DROP TRIGGER last_updated ON actor",
		"CREATE OR REPLACE FUNCTION inventory_in_stock(p_inventory_id integer) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
		"SELECT setval('actor_actor_id_seq', 5)",
		"ALTER TABLE rental DROP CONSTRAINT rental_staff_id_fkey",
		"DROP INDEX idx_title",
		"COMMENT ON TABLE store IS 'spoilt'",
		"ALTER TABLE payment DETACH PARTITION payment_p2022_02",
		"ALTER TABLE language ALTER COLUMN name SET DEFAULT 'x'",
	}},
	{"shop", []string{
		"UPDATE customers SET email = id::text || '@x'",
		"TRUNCATE order_items",
		"DROP TABLE payments CASCADE",
		"ALTER TABLE products ALTER COLUMN name TYPE varchar(999)",
		"ALTER TABLE orders DISABLE TRIGGER ALL",
		"ALTER TABLE categories DROP CONSTRAINT categories_parent_id_fkey",
		"ALTER TABLE addresses RENAME COLUMN country_code TO land",
		"ALTER TABLE orders ADD COLUMN remark text",
		"ALTER TABLE customers ALTER COLUMN email DROP NOT NULL",
		"ALTER TABLE reviews SET (fillfactor = 50)",
		"GRANT SELECT ON orders TO PUBLIC",
	}},
}

const everything = `  selection { include = ["*"] }`

// sample gives a fresh database.
func sample(t *testing.T, name string) string {
	t.Helper()
	if name != "shop" {
		return pgtest.Data(t, pgtest.Server(t, 1), name)
	}
	var scripts []string
	for _, file := range []string{"schema.sql", "rows.sql"} {
		script, err := os.ReadFile(filepath.Join("..", "demo", "shop", file))
		if err != nil {
			t.Fatal(err)
		}
		scripts = append(scripts, "SET shop.percent = '5';\n"+string(script))
	}
	return pgtest.Database(t, pgtest.Server(t, 1), scripts...)
}

func TestABackupBringsBackWhatTenDamagesSpoilt(t *testing.T) {
	for _, db := range spoilt {
		for _, format := range []string{"plain", "custom", "directory"} {
			t.Run(db.name+" "+format, func(t *testing.T) {
				qa := sample(t, db.name)
				w := setup(t, qa, qa, everything)
				wantSchema, wantContent := schema(t, qa), content(t, qa)
				w.must(0, "backup", "qa", "--format", format)
				for _, damage := range db.damages {
					sql(t, qa, damage)
				}
				if schema(t, qa) == wantSchema || content(t, qa) == wantContent {
					t.Fatal("nothing is spoilt")
				}
				w.must(0, "restore", "qa", "latest", "--auto-approve")
				same(t, "schema", wantSchema, schema(t, qa))
				same(t, "content", wantContent, content(t, qa))
			})
		}
	}
}

// TestTheBackupOfACopyBringsBackWhatThatDestroyed restores the guarded tables after
// the copy.
func TestTheBackupOfACopyBringsBackWhatThatDestroyed(t *testing.T) {
	dev, qa := sample(t, "chinook"), sample(t, "chinook")
	sql(t, qa, "UPDATE artist SET name = 'of qa' WHERE artist_id < 50; DELETE FROM playlist_track WHERE track_id < 100; CREATE TABLE fans (id int, artist_id int REFERENCES artist); INSERT INTO fans VALUES (1, 2)")
	wantSchema, wantContent := schema(t, qa), content(t, qa)
	w := setup(t, dev, qa, everything)
	w.file("guard.poco.hcl", `
selection "music" {
  include = ["artist", "album", "playlist_track"]
  related = "none"
}
backup "before" {
  database  = database.qa
  selection = selection.music
}
copy "music" {
  source    = database.dev
  target    = database.qa
  selection = selection.music
  mode      = "overwrite"
  backup    = backup.before
}
restore "back" {
  database = database.qa
  backup   = backup.before
}`)
	w.must(0, "apply", "copy.music", "--auto-approve")
	if content(t, qa) == wantContent {
		t.Fatal("the copy changed nothing")
	}
	shown := w.must(0, "plan", "restore.back")
	shown.says(t, "playlist_track", "fans")
	w.must(0, "apply", "restore.back", "--auto-approve")
	same(t, "schema", wantSchema, schema(t, qa))
	same(t, "content", wantContent, content(t, qa))
}

// TestAFailedBackupLeavesTheTargetUntouched puts a file where the folder should be.
// The other ways to fail are the executor's to test.
func TestAFailedBackupLeavesTheTargetUntouched(t *testing.T) {
	dev, qa := sample(t, "chinook"), sample(t, "chinook")
	sql(t, dev, "UPDATE artist SET name = 'of dev'")
	want := content(t, qa)
	w := setup(t, dev, qa, everything)
	w.file("guard.poco.hcl", `
backup "before" { database = database.qa }
copy "all" {
  source = database.dev
  target = database.qa
  selection { include = ["*"] }
  mode   = "overwrite"
  backup = backup.before
}`)
	w.must(0, "plan", "copy.all", "--out", "all.plan.json")
	w.file("backups", "in the way")
	w.must(1, "apply", "all.plan.json", "--auto-approve").says(t, "backups")
	same(t, "content", want, content(t, qa))
}

// file writes another file of the recipe's folder.
func (w *workplace) file(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(strings.TrimLeft(text, "\n")), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// TestOwnersThatAreNotThereAreLeftOut restores a dump whose owner has gone, in a
// script and in an archive.
func TestOwnersThatAreNotThereAreLeftOut(t *testing.T) {
	for _, format := range []string{"plain", "custom"} {
		t.Run(format, func(t *testing.T) {
			qa := pgtest.Database(t, pgtest.Server(t, 1))
			role := "gone_" + strings.ToLower(rand.Text())
			sql(t, qa, "CREATE ROLE "+role+"; CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1); CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'; "+
				"ALTER TABLE t OWNER TO "+role+"; ALTER FUNCTION f(int) OWNER TO "+role)
			w := setup(t, qa, qa, everything)
			w.must(0, "backup", "qa", "--format", format)
			sql(t, qa, "DROP OWNED BY "+role+"; DROP ROLE "+role)
			w.must(1, "restore", "qa", "latest", "--auto-approve").says(t, role, "--no-owner")
			w.must(0, "restore", "qa", "latest", "--auto-approve", "--no-owner")
			if got := strings.TrimSpace(sql(t, qa, "SELECT count(*), f(2) FROM t")); got != "1|2" {
				t.Errorf("restored: %s", got)
			}
		})
	}
}

// TestLatestIsNotWhatARestoreHasSaved restores twice: the second time must not bring
// back what the first has replaced.
func TestLatestIsNotWhatARestoreHasSaved(t *testing.T) {
	qa := pgtest.Database(t, pgtest.Server(t, 1), "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)")
	w := setup(t, qa, qa, everything)
	w.must(0, "backup", "qa")
	for range 2 {
		sql(t, qa, "TRUNCATE t")
		w.must(0, "restore", "qa", "latest", "--auto-approve")
		if got := strings.TrimSpace(sql(t, qa, "SELECT count(*) FROM t")); got != "2" {
			t.Fatalf("t has %s rows", got)
		}
	}
}
