package web

import (
	"fmt"
	"testing"

	"poco/executor"
	"poco/plan"
)

// However much is told, the newest is kept, what a progress superseded crowds nothing
// out, and who comes too late is told so.
func TestATellerKeepsTheNewest(t *testing.T) {
	tell := newTeller(func(text string) string { return text })
	tell.reopen(&plan.Plan{})
	for i := range 3 * mostMessages {
		tell.add(Message{Event: &executor.Event{Type: executor.Progress, Step: fmt.Sprint("step ", i%4), Rows: int64(i)}})
	}
	messages, gap, _, _ := tell.since(0)
	if gap || len(messages) != 4 {
		t.Fatalf("of four steps there are %d messages, gap %v", len(messages), gap)
	}
	if last := messages[3].message.Event.Rows; last != 3*mostMessages-1 {
		t.Errorf("the newest progress is %d", last)
	}
	for i := range 2 * mostMessages {
		tell.add(Message{Log: &LogLine{Message: fmt.Sprint(i)}})
	}
	messages, gap, _, _ = tell.since(0)
	if !gap || len(messages) < mostMessages || len(messages) > 2*mostMessages-1 {
		t.Errorf("%d messages, gap %v", len(messages), gap)
	}
	if last := messages[len(messages)-1]; last.message.Log.Message != fmt.Sprint(2*mostMessages-1) || last.number != tell.last() {
		t.Errorf("the newest is %+v", last)
	}
	if _, gap, _, _ := tell.since(tell.last()); gap {
		t.Error("who has all of it is told of a gap")
	}
	if _, gap, _, _ := tell.since(tell.last() + 50); !gap {
		t.Error("a number of another process is taken for one of this")
	}
}
