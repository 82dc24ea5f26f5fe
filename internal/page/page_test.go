//go:build unix

// Package page tests the page in a real browser, Debian's Chromium, against two
// real servers. What is done stands in scripts; what the databases hold in the end
// is told by psql.
package page

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// update keeps the pictures of the screens in docs/screenshots.
var update = flag.Bool("update", false, "keep the pictures of the screens")

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestHarness(t *testing.T) { open(t, shop).run("harness") }

func TestStory(t *testing.T) { open(t, shop).run("story") }

func TestStoryByKeyboardAlone(t *testing.T) { open(t, shop).run("keyboard") }

func TestInterruptedRunsFinish(t *testing.T) {
	open(t, gated).with(shopRecipe + gateCopy).run("interrupt")
}

// TestTwoThousandTables tells its times, and holds them against their limits where
// POCO_TEST_TIMED is set, as make bench does: beside other tests they say little.
func TestTwoThousandTables(t *testing.T) { open(t, wide).with(shopRecipe).run("many") }

func TestLogOfManyLines(t *testing.T) { open(t, gated).with(shopRecipe + gateCopy).run("log") }

func TestAttacks(t *testing.T) { open(t, hostile).with(shopRecipe).run("attacks") }

func TestPasswordsStayUnseen(t *testing.T) { open(t, shop).run("canary") }

func TestScreens(t *testing.T) {
	s := open(t, gated)
	s.run("screens")
	if *update {
		keep(t, filepath.Join(s.pictures, "screens"), "../../docs/screenshots")
	}
}

// keep copies pictures into the documentation.
func keep(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	pictures, err := filepath.Glob(filepath.Join(from, "*.png"))
	if err != nil || len(pictures) == 0 {
		t.Fatalf("no pictures in %s: %v", from, err)
	}
	for _, picture := range pictures {
		data, err := os.ReadFile(picture)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(picture)), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
