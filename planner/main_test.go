package planner

import (
	"testing"

	"poco/internal/pgcluster/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }
