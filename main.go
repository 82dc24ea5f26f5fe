// Poco copies Postgres data between databases the way Terraform changes
// infrastructure: a recipe, a plan that people review, an apply that does
// exactly that.
package main

import (
	"os"

	"poco/command"
)

func main() { os.Exit(command.Main(os.Args[1:], command.System())) }
