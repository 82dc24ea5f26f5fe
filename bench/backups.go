package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"poco/command"
)

// pocoWord as the first argument makes the process a poco, to be measured from
// outside.
const pocoWord = "poco"

// urlEnv is where the recipe finds the database that is backed up.
const urlEnv = "BENCH_URL"

const recipe = `database "bench" { url = env("` + urlEnv + `") }
`

// A vault backs up the source's database and restores it, by poco and by the tools
// that poco runs. What a process took has its children's share in it.
type vault struct {
	self, dir, url, password string
	programs                 string
}

// saved measures backups and restores of what the source holds, in turns.
func (b *bench) saved(ctx context.Context, o options, r *report) error {
	dir, err := os.MkdirTemp("", "poco-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "bench.poco.hcl"), []byte(recipe), 0o600); err != nil {
		return err
	}
	v := &vault{dir: dir, url: b.sourceURL, password: b.source.Password(), programs: b.source.Programs().Dir}
	if v.self, err = os.Executable(); err != nil {
		return err
	}
	file := filepath.Join(dir, "by_hand.sql")
	r.Saved = map[string][]cost{}
	for round := range o.Rounds {
		for i, t := range []struct {
			name string
			cmd  *exec.Cmd
		}{
			{"pg_dump", v.tool(ctx, "pg_dump", "--clean", "--if-exists", "--schema=public", "--file", file)},
			{"poco backup", v.poco(ctx, "backup", "bench")},
			{"psql -1 -f", v.tool(ctx, "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.DevNull, "-f", file)},
			{"poco plan of a restore", v.poco(ctx, "plan", "restore.back")},
			{"poco restore", v.poco(ctx, "restore", "bench", "latest", "--no-backup", "--auto-approve")},
		} {
			if i == 2 && o.Saved {
				break
			}
			if t.name == "poco plan of a restore" {
				if err := v.block(); err != nil {
					return err
				}
			}
			if _, err := b.from.Exec(ctx, "CHECKPOINT"); err != nil {
				return err
			}
			c, err := timed(t.cmd)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			say("round %d of %d: %s %.2f s, %.2f s of CPU", round+1, o.Rounds, t.name, c.Seconds, c.CPUSeconds)
			r.Saved[t.name] = append(r.Saved[t.name], c)
		}
		if err := os.RemoveAll(filepath.Join(dir, "backups")); err != nil {
			return err
		}
	}
	return nil
}

// block names the newest backup in the recipe, so that its restore can be planned.
func (v *vault) block() error {
	files, err := filepath.Glob(filepath.Join(v.dir, "backups", "*.sql"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("there is no backup: %w", err)
	}
	text := fmt.Sprintf("%srestore \"back\" {\n  database     = database.bench\n  file         = %q\n  backup_first = false\n}\n", recipe, files[len(files)-1])
	return os.WriteFile(filepath.Join(v.dir, "bench.poco.hcl"), []byte(text), 0o600)
}

func (v *vault) poco(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, v.self, append([]string{pocoWord}, args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = v.dir, io.Discard, os.Stderr
	cmd.Env = append(os.Environ(), urlEnv+"="+v.url)
	return cmd
}

func (v *vault) tool(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd, err := psqlCommand(ctx, filepath.Join(v.programs, name), v.url, "")
	if err != nil {
		return cmd
	}
	database := cmd.Args[len(cmd.Args)-1]
	cmd.Args = append(append([]string{name}, args...), "--dbname", database)
	return cmd
}

// runPoco is the measured process.
func runPoco(args []string) int { return command.Main(args, command.System()) }

// printSaved writes the medians beside those of the tool that poco runs.
func (r *report) printSaved(w io.Writer) {
	fmt.Fprintf(w, "\nThe rows (and the large table) backed up and restored as a plain dump; medians of %d rounds in turns.\nCPU is that of the command and of the tools that it runs.\n\n", r.Options.Rounds)
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "command\twall\tCPU\tratio of wall\tof CPU\tpeak memory\t")
	wall := func(c cost) float64 { return c.Seconds }
	cpu := func(c cost) float64 { return c.CPUSeconds }
	peak := func(c cost) float64 { return c.PeakMB }
	for _, pair := range [][]string{{"pg_dump", "poco backup"}, {"psql -1 -f", "poco plan of a restore", "poco restore"}} {
		beside := r.Saved[pair[0]]
		if beside == nil {
			continue
		}
		for _, name := range pair {
			rounds := slices.Clone(r.Saved[name])
			fmt.Fprintf(t, "%s\t%.2f s\t%.2f s\t%.2f\t%.2f\t%.1f MB\t\n", name, median(rounds, wall), median(rounds, cpu),
				median(rounds, wall)/median(beside, wall), median(rounds, cpu)/median(beside, cpu), median(rounds, peak))
		}
	}
	t.Flush()
}
