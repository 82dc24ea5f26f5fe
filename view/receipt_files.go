package view

import (
	"fmt"
	"io"

	"poco/executor"
	"poco/plan"
)

// receiptFiles says which backups a run has made, how to bring them back, and which
// ones went for them.
func receiptFiles(w io.Writer, r *executor.Receipt, o ReceiptOptions, s Style) {
	for _, b := range r.Backups {
		fmt.Fprintf(w, "\n  %s %s\n", s.adds("backup"), Safe(b.File))
		fmt.Fprintf(w, "    %s, %s in %s, SHA-256 %s\n", plan.Size(b.Bytes), plural(b.Rows, "row"), plural(b.Tables, "table"), short256(b.SHA256))
		if o.Restore != nil {
			fmt.Fprintf(w, "    Bring it back with:  %s\n", o.Restore(b))
		}
		if o.ByHand == nil {
			continue
		}
		for i, line := range o.ByHand(b) {
			head := "Without poco:        "
			if i > 0 {
				head = "                     "
			}
			fmt.Fprintf(w, "    %s%s\n", head, Safe(line))
		}
	}
	if len(r.Pruned) > 0 {
		fmt.Fprintf(w, "\n  removed\n")
	}
	for _, f := range r.Pruned {
		fmt.Fprintf(w, "    %s\n", Safe(f))
	}
}
