package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// overview is what `poco` alone prints before the list of commands.
const overview = `Poco copies Postgres data between databases the way Terraform changes
infrastructure: a recipe says what should be copied, a plan shows everything
that will happen, apply does exactly that.

  The usual order:
    poco init                          write a first recipe
    poco plan --out refresh.plan.json  read what would happen, and save it
    poco apply refresh.plan.json       do it; again after an interruption
    poco verify refresh.plan.json      compare the two databases

  To try it without a database of your own: poco demo`

// flagError says which flag is wrong and where the right ones are listed.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if !errors.As(err, &value) {
		return usageError(cmd, err.Error())
	}
	wants := ""
	switch value.GetFlag().Value.Type() {
	case "int":
		wants = " is a whole number"
	case "duration":
		wants = " is a duration, as 30s, 5m or 1h30m"
	case "bool":
		wants = " is true or false"
	default:
		return usageError(cmd, err.Error())
	}
	return usageError(cmd, "--"+value.GetFlag().Name+wants+", not "+quoted(value.GetValue()))
}

func usageError(cmd *cobra.Command, what string) error {
	return &problem{
		summary: what,
		detail:  fmt.Sprintf("Usage:  %s\nMore:   %s --help", cmd.UseLine(), cmd.CommandPath()),
	}
}

// unknownCommand says what was meant, where that can be guessed.
func unknownCommand(cmd *cobra.Command, name string) error {
	detail := "poco --help lists the commands."
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		detail = "Did you mean " + strings.Join(near, " or ") + "?\n" + detail
	}
	return &problem{summary: "no command named " + quoted(name), detail: detail}
}

// exactly, atMost and anyNumber say how many arguments a command takes, in the
// words of its usage line.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usageError(cmd, "an argument is missing")
		}
		return atMost(n)(cmd, args)
	}
}

func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usageError(cmd, "unexpected argument "+quoted(args[n]))
		}
		return nil
	}
}

// helpFor is `poco help COMMAND`.
func helpFor(root *cobra.Command) func(*cobra.Command, []string) error {
	return func(_ *cobra.Command, args []string) error {
		target, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return unknownCommand(root, strings.Join(args, " "))
		}
		return target.Help()
	}
}
