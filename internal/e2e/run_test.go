package e2e

import (
	"io"
	"os"
	"strings"
	"time"

	"poco/command"
)

// run calls the command in this process with the workplace's environment alone.
func run(w *workplace, args []string, out, stderr io.Writer) int {
	return command.Main(args, command.Environment{
		Stdin:   strings.NewReader(""),
		Stdout:  out,
		Stderr:  stderr,
		Environ: append([]string{"DEV_URL=" + w.dev, "QA_URL=" + w.qa, "HOME=" + w.dir}, w.settings...),
		Dir:     w.dir,
		Width:   func() int { return 0 },
		Signals: func() (<-chan os.Signal, func()) { return nil, func() {} },
		Now:     time.Now,
	})
}
