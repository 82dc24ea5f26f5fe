package executor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/state"
)

// victimEnv makes the test binary a process that applies or aborts, and kills
// itself at a checkpoint.
const victimEnv = "POCO_TEST_VICTIM"

func TestMain(m *testing.M) {
	if job := os.Getenv(victimEnv); job != "" {
		os.Exit(runVictim(job))
	}
	pgtest.Main(m)
}

// A victim is the work of such a process.
type victim struct {
	Source, Target, State string
	Dir                   string // of the recipe
	Plan                  []byte // empty: abort
	Die                   int    // at which checkpoint, from 1
	At                    string // or at the one of this name
	Jobs                  int
}

func runVictim(job string) int {
	var v victim
	if err := json.Unmarshal([]byte(job), &v); err != nil {
		panic(err)
	}
	store, err := state.OpenLocal(v.State)
	if err != nil {
		panic(err)
	}
	var passed atomic.Int64
	o := Options{Store: store, LockTimeout: 20 * time.Second, Jobs: v.Jobs, Dir: v.Dir,
		Resolve: func(label string) (string, error) {
			return map[string]string{"dev": v.Source, "qa": v.Target}[label], nil
		},
		Holder: state.Holder{User: "victim", Host: "build-1", PID: os.Getpid(), Since: time.Now()},
		Checkpoint: func(name string) {
			if passed.Add(1) == int64(v.Die) || v.At != "" && name == v.At {
				fmt.Println(name)
				self, err := os.FindProcess(os.Getpid())
				if err == nil {
					err = self.Kill()
				}
				if err != nil {
					panic(err)
				}
				select {}
			}
		}}
	if len(v.Plan) == 0 {
		_, err = Abort(context.Background(), "", o)
	} else {
		var p *plan.Plan
		if p, err = plan.Decode(bytes.NewReader(v.Plan)); err == nil {
			_, err = Apply(context.Background(), p, o)
		}
	}
	if err != nil {
		fmt.Println(err)
		return 3
	}
	return 0
}

// dies runs the victim, and reports where it died; empty where it got through.
func (s *shop) dies(v victim) string {
	s.t.Helper()
	job, err := json.Marshal(v)
	if err != nil {
		s.t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), victimEnv+"="+string(job))
	out, err := c.CombinedOutput()
	switch {
	case err == nil:
		return ""
	case c.ProcessState.ExitCode() == -1: // killed
		return string(bytes.TrimSpace(out))
	}
	s.t.Fatalf("the process did not die: %v\n%s", err, out)
	return ""
}
