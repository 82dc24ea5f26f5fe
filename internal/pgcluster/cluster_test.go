package pgcluster_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// TestMain also is the process that a test starts and kills: it holds a server
// until then.
func TestMain(m *testing.M) {
	if os.Getenv("HOLD_A_SERVER") != "" {
		hold()
	}
	pgtest.Main(m)
}

func hold() {
	cluster, err := pgcluster.Start(context.Background(), pgcluster.Options{Name: "held"})
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(cluster.Dir())
	select {}
}

// folder makes a folder that a server's user can reach.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "poco-given-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func count(t *testing.T, cluster *pgcluster.Cluster) string {
	t.Helper()
	rows, err := pgtest.Query(t.Context(), cluster.URL("postgres"), "SELECT count(*) FROM kept")
	if err != nil {
		t.Fatal(err)
	}
	return rows[0]
}

func execute(t *testing.T, cluster *pgcluster.Cluster, script string) {
	t.Helper()
	if err := pgtest.Exec(t.Context(), cluster.URL("postgres"), script); err != nil {
		t.Fatal(err)
	}
}

func TestKilledServerRecoversWhatWasCommitted(t *testing.T) {
	cluster := pgtest.Own(t, pgcluster.Options{})
	execute(t, cluster, "CREATE TABLE kept AS SELECT generate_series(1, 1000)")
	port := cluster.Port()
	if err := cluster.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := pgtest.Query(t.Context(), cluster.URL("postgres"), "SELECT 1"); err == nil {
		t.Fatal("the killed server answers")
	}
	if err := cluster.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if cluster.Port() != port {
		t.Errorf("the port changed from %d to %d", port, cluster.Port())
	}
	if got := count(t, cluster); got != "1000" {
		t.Errorf("%s rows after recovery, want 1000", got)
	}
}

func TestRestartKeepsRowsAndPort(t *testing.T) {
	cluster := pgtest.Own(t, pgcluster.Options{})
	execute(t, cluster, "CREATE TABLE kept AS SELECT generate_series(1, 10)")
	url := cluster.URL("postgres")
	if err := cluster.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if cluster.URL("postgres") != url || count(t, cluster) != "10" {
		t.Error("the server is another after its restart")
	}
}

func TestServerAsksForItsPassword(t *testing.T) {
	cluster := pgtest.Server(t)
	wrong := strings.Replace(cluster.URL("postgres"), cluster.Password(), "wrong", 1)
	if _, err := pgtest.Query(t.Context(), wrong, "SELECT 1"); err == nil || !strings.Contains(err.Error(), "28P01") {
		t.Errorf("with a wrong password: %v, want SQLSTATE 28P01", err)
	}
}

func TestStopRemovesATemporaryFolderOnly(t *testing.T) {
	temporary := pgtest.Own(t, pgcluster.Options{})
	given := pgtest.Own(t, pgcluster.Options{Dir: folder(t)})
	for _, cluster := range []*pgcluster.Cluster{temporary, given} {
		if err := cluster.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := cluster.Stop(t.Context()); err != nil {
			t.Errorf("stopping twice: %v", err)
		}
	}
	if _, err := os.Stat(temporary.Dir()); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	if _, err := os.Stat(given.Dir()); err != nil {
		t.Errorf("the given folder is gone: %v", err)
	}
}

func TestRemoveStopsADetachedServer(t *testing.T) {
	dir := filepath.Join(folder(t), "server")
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	options := pgcluster.Options{Dir: dir, Detached: true}
	cluster, err := pgcluster.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pgcluster.Start(t.Context(), options); err == nil {
		t.Error("a second server started in the same folder")
	}
	execute(t, cluster, "SELECT 1") // the first is unharmed
	for range 2 {
		if err := pgcluster.Remove(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
	if _, err := pgtest.Query(t.Context(), cluster.URL("postgres"), "SELECT 1"); err == nil {
		t.Error("the removed server answers")
	}
}

func TestServerEndsWithAKilledProcess(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "HOLD_A_SERVER=1")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dir, err := bufio.NewReader(stdout).ReadString('\n')
	if dir = strings.TrimSpace(dir); err != nil || !filepath.IsAbs(dir) {
		t.Fatalf("no server: %q, %v", dir, err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	deadline := time.After(time.Minute)
	for {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%s is still there", dir)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestTakenPortIsAnError(t *testing.T) {
	_, err := pgcluster.Start(t.Context(), pgcluster.Options{Port: pgtest.Server(t).Port()})
	if err == nil || !strings.Contains(err.Error(), "port is taken") {
		t.Errorf("starting on a taken port: %v", err)
	}
}

func TestSettingsReachTheServer(t *testing.T) {
	cluster := pgtest.Own(t, pgcluster.Options{Settings: map[string]string{"cluster_name": "it's", "fsync": "on"}})
	rows, err := pgtest.Query(t.Context(), cluster.URL("postgres"),
		"SELECT current_setting('cluster_name'), current_setting('fsync')")
	if err != nil || rows[0] != "it's|on" {
		t.Errorf("settings: %v, %v", rows, err)
	}
}

func TestFolderOutOfReachIsExplained(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs servers as another user")
	}
	closed := folder(t)
	_, err := pgcluster.Start(t.Context(), pgcluster.Options{Dir: filepath.Join(closed, "server")})
	if err == nil || !strings.Contains(err.Error(), "cannot reach "+filepath.Join(closed, "server")) {
		t.Errorf("in a closed folder: %v", err)
	}
}

func TestStandbyFollowsAndTakesOver(t *testing.T) {
	primary := pgtest.Own(t, pgcluster.Options{})
	standby, err := pgcluster.Standby(t.Context(), primary, pgcluster.Options{Name: "standby"})
	if err != nil {
		t.Fatal(err)
	}
	defer standby.Stop(context.Background())
	execute(t, primary, "CREATE TABLE kept AS SELECT generate_series(1, 10)")
	deadline := time.After(time.Minute)
	for {
		rows, err := pgtest.Query(t.Context(), standby.URL("postgres"), "SELECT count(*) FROM pg_class WHERE relname = 'kept'")
		if err == nil && rows[0] == "1" {
			break
		}
		select {
		case <-deadline:
			t.Fatalf("the table does not arrive: %v, %v", rows, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	if err := primary.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := standby.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	execute(t, standby, "INSERT INTO kept VALUES (11)")
	if got := count(t, standby); got != "11" {
		t.Errorf("%s rows after the promotion, want 11", got)
	}
}
