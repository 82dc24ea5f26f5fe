package command

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"poco/plan"
	"poco/view"
)

// Version is this poco's version. A release sets it with
// -ldflags "-X poco/command.Version=…".
var Version = "0.1.0-dev"

// versionResult is what `poco version --json` prints.
type versionResult struct {
	Version    string `json:"version"`
	Commit     string `json:"commit,omitempty"`
	PlanFormat int    `json:"plan_format"`
	Go         string `json:"go"`
	Platform   string `json:"platform"`
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print poco's version",
		Args:  exactly(0),
		RunE: func(*cobra.Command, []string) error {
			v := versionResult{
				Version: Version, Commit: commit(), PlanFormat: plan.FormatVersion,
				Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
			}
			if a.flags.json {
				return view.Document(a.out, v)
			}
			_, err := fmt.Fprintf(a.out, "poco %s\nplan format %d, %s, %s\n", v.Version, v.PlanFormat, v.Go, v.Platform)
			return err
		},
	}
}

// commit is what the go tool recorded of the checkout, if anything.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
