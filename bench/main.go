// Command bench measures what moving rows costs: poco's relay beside psql | psql of
// the same COPY, how its memory grows with a table, and what poco's backups and
// restores take beside the tools that make them. It starts its own servers,
// prints a table and writes bench/results/relay.json. It passes no judgement: times
// depend on the machine and on what else it does; look at the ratios.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

// relayWord as the first argument makes the process one relay, to be measured from
// outside.
const relayWord = "relay"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 2 && args[0] == relayWord:
		return relay(ctx, args[1])
	case len(args) > 0 && args[0] == pocoWord:
		os.Exit(runPoco(args[1:]))
	}
	var o options
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.IntVar(&o.Rows, "rows", 4_000_000, "rows of pgbench_accounts")
	flags.IntVar(&o.Rounds, "rounds", 5, "how often each tool copies them")
	flags.IntVar(&o.SmallMB, "small", 10, "size in MB of the small table of the memory test")
	flags.IntVar(&o.LargeMB, "large", 1000, "size in MB of the large one")
	flags.BoolVar(&o.Saved, "backups", false, "measure backups alone, of pgbench_accounts")
	results := flags.String("results", filepath.Join("bench", "results"), "folder for the JSON")
	if err := flags.Parse(args); err != nil {
		return err
	}
	report, err := measure(ctx, o)
	if err != nil {
		return err
	}
	if !o.Saved {
		report.print(os.Stdout)
	}
	report.printSaved(os.Stdout)
	return report.save(*results)
}
