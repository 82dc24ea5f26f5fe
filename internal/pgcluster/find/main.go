// Find prints the folder and version of the Postgres programs that tests and the
// demo would use, or says how to install them and exits with 1.
package main

import (
	"fmt"
	"os"

	"poco/internal/pgcluster"
)

func main() {
	programs, err := pgcluster.Find()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("Postgres %s in %s\n", programs.Text, programs.Dir)
}
