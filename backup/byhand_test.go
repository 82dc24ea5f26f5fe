package backup

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// TestByHandRestores runs the command lines of real backups as they stand in the
// manifests, on a database whose name is as bad as names get.
func TestByHandRestores(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the lines are for a shell")
	}
	cluster := pgtest.Server(t)
	const database, restored = "it's a=b", "it's a=b_restored"
	for _, test := range []struct {
		name        string
		format      Format
		compression string
		flags       []string
	}{
		{"plain", Plain, "none", []string{"--clean", "--if-exists"}},
		{"packed", Plain, "gzip", []string{"--clean", "--if-exists", "-Z", "6"}},
		{"custom", Custom, "gzip", []string{"-Fc"}},
		{"directory", Directory, "gzip", []string{"-Fd", "-j", "2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := server{t, cluster}
			s.sql("postgres", `DROP DATABASE IF EXISTS "`+database+`"`, `DROP DATABASE IF EXISTS "`+restored+`"`, `CREATE DATABASE "`+database+`"`)
			s.sql(database, "CREATE TABLE orders (id int PRIMARY KEY)", "INSERT INTO orders SELECT generate_series(1, 3)")
			m := sample()
			m.Compression = test.compression
			m.Database = Database{Label: "qa", Host: "127.0.0.1", Port: s.cluster.Port(), Name: database, User: pgcluster.Superuser}
			e := s.dump(t.TempDir(), test.format, m, test.flags)
			s.sql(database, "DELETE FROM orders", "ALTER TABLE orders ADD more text")
			for name, lines := range map[string][]string{database: e.Manifest.RestoreByHand.Old, restored: e.Manifest.RestoreByHand.New} {
				for _, line := range lines {
					s.sh(e.Dir, line)
				}
				if got := s.sql(name, "TABLE orders"); got != "1\n2\n3\n" {
					t.Errorf("%q leaves in %s\n%s", lines, name, got)
				}
			}
		})
	}
	server{t, cluster}.sql("postgres", `DROP DATABASE "`+database+`"`, `DROP DATABASE "`+restored+`"`)
}

// A server is one on which command lines are tried.
type server struct {
	*testing.T
	cluster *pgcluster.Cluster
}

func (s server) run(c *exec.Cmd) string {
	s.Helper()
	dir := s.cluster.Programs().Dir
	c.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "PGPASSWORD="+s.cluster.Password())
	var errors strings.Builder
	c.Stderr = &errors
	out, err := c.Output()
	if err != nil {
		s.Fatalf("%s: %v\n%s", c, err, errors.String())
	}
	return string(out)
}

func (s server) sh(dir, line string) {
	s.Helper()
	c := exec.Command("sh", "-c", line)
	c.Dir = dir
	s.run(c)
}

func (s server) sql(database string, statements ...string) (out string) {
	s.Helper()
	for _, statement := range statements {
		out = s.run(exec.Command(s.cluster.Programs().Path("psql"), "-X", "-qAt", "-v", "ON_ERROR_STOP=1", "-d", s.cluster.URL(database), "-c", statement))
	}
	return out
}

// dump makes a backup of the manifest's database.
func (s server) dump(dir string, format Format, m Manifest, flags []string) Entry {
	s.Helper()
	w, err := Create(dir, Options{Label: m.Database.Label, Format: format, Now: noon})
	if err != nil {
		s.Fatal(err)
	}
	defer w.Discard()
	if format == Directory {
		flags = append(slices.Clone(flags), "-f", w.Folder())
	}
	out := s.run(exec.Command(s.cluster.Programs().Path("pg_dump"), append(flags, "-d", s.cluster.URL(m.Database.Name))...))
	if format != Directory {
		if _, err := w.File().WriteString(out); err != nil {
			s.Fatal(err)
		}
	}
	e, err := w.Commit(s.Context(), m)
	if err != nil {
		s.Fatal(err)
	}
	return e
}
