package model

import "math/rand"

// Rules are the parts of the protocol; a false one is left out.
type rules struct {
	ledgerInTransaction bool // rows and entry commit together
	endLeftovers        bool // a new process ends what dead ones left
	ledgerIsUnique      bool // an entry can't be made twice
	proveCount          bool // an equal number of rows
	proveXmin           bool // no row of a transaction at or after the snapshot's xmin
	xminNotNext         bool // that xmin, and not the number that was next
	voidTogether        bool // the entries of all chunks go with the rows
	emptyAgain          bool // and the table is emptied before the chunks come again
}

var protocol = rules{true, true, true, true, true, true, true, true}

// A row on the target.
type row struct{ key, value int }

// An entry of the ledger, with its evidence.
type entry struct {
	at   snapshot
	rows int
}

// A write is a transaction on the target that has not ended. When it is empty, it
// makes the table empty, and waits until no other writes into it.
type write struct {
	chunk int // -1: the table is emptied
	rows  []row
	entry entry
}

// A target holds the rows and the ledger.
type target struct {
	rows    []row
	ledger  map[int]entry
	emptied bool
	open    []*write // of dead processes too
}

// commit ends a write. It fails where the ledger knows the chunk already.
func (t *target) commit(w *write, r rules) bool {
	t.close(w)
	if w.chunk < 0 {
		t.rows, t.emptied = nil, true
		return true
	}
	if _, there := t.ledger[w.chunk]; there && r.ledgerIsUnique {
		return false
	}
	t.rows = append(t.rows, w.rows...)
	if r.ledgerInTransaction {
		t.ledger[w.chunk] = w.entry
	}
	return true
}

// close takes a write away without its effect.
func (t *target) close(w *write) {
	for i := range t.open {
		if t.open[i] == w {
			t.open = append(t.open[:i:i], t.open[i+1:]...)
			return
		}
	}
}

// A world is a source, a target and the processes, one at a time.
type world struct {
	*rand.Rand
	rules
	source *source
	target *target
	moment snapshot // the last one that a process read or proved under
	kills  int      // that are left
}

// killed reports whether the process dies now. Before it, others go on: clients of
// the source, and what dead processes left on the target.
func (w *world) killed() bool {
	for range w.Intn(3) {
		w.source.act()
	}
	if len(w.target.open) > 0 && w.Intn(4) == 0 {
		left := w.target.open[w.Intn(len(w.target.open))]
		if w.Intn(2) == 0 {
			w.target.close(left)
		} else {
			w.target.commit(left, w.rules)
		}
	}
	return w.dies()
}

func (w *world) dies() bool {
	if w.kills == 0 || w.Intn(6) != 0 {
		return false
	}
	w.kills--
	return true
}

// apply is one process. It reports whether it came to the end.
func (w *world) apply() bool {
	t := w.target
	if w.endLeftovers {
		t.open = nil
	}
	if w.killed() {
		return false
	}
	done := map[int]entry{}
	for chunk, e := range t.ledger {
		done[chunk] = e
	}
	if len(done) < chunks {
		at := w.source.snapshot()
		if w.killed() || !w.prove(at, done) || !w.empty() || !w.copyAll(at, done) {
			return false
		}
	}
	return !w.killed()
}

// prove voids the chunks where one has changed.
func (w *world) prove(at snapshot, done map[int]entry) bool {
	changed := []int{}
	for chunk := range chunks {
		if e, is := done[chunk]; is && !w.unchanged(at, chunk, e) {
			changed = append(changed, chunk)
		}
	}
	if len(changed) == 0 {
		return true
	}
	if w.killed() {
		return false
	}
	if w.voidTogether {
		for chunk := range done {
			changed = append(changed, chunk)
		}
	}
	if w.emptyAgain {
		w.target.emptied = false
	}
	for _, chunk := range changed {
		delete(done, chunk)
		delete(w.target.ledger, chunk)
	}
	return !w.killed()
}

func (w *world) unchanged(at snapshot, chunk int, e entry) bool {
	bound := e.at.xmin
	if !w.xminNotNext {
		bound = e.at.next
	}
	rows := w.source.read(at, chunk)
	for _, v := range rows {
		if w.proveXmin && v.xmin >= bound {
			return false
		}
	}
	return !w.proveCount || len(rows) == e.rows
}

// empty waits for those who write the table, and empties it.
func (w *world) empty() bool {
	t := w.target
	if t.emptied {
		return true
	}
	for len(t.open) > 0 {
		if w.killed() {
			return false
		}
	}
	return !w.killed() && w.end(&write{chunk: -1})
}

// end commits a write, if the process does not die while its COMMIT is on the way:
// then the write stays open, and its end is the server's. It reports whether the
// process lives.
func (w *world) end(one *write) bool {
	t := w.target
	if w.dies() {
		t.open = append(t.open, one)
		return false
	}
	if one.chunk < 0 || w.Intn(8) != 0 {
		t.commit(one, w.rules)
		return true
	}
	// The answer is lost. The ledger is asked, and where it does not hold the chunk
	// yet, the chunk is copied again while the first try may still commit.
	t.open = append(t.open, one)
	if w.killed() {
		return false
	}
	if _, there := t.ledger[one.chunk]; there {
		return true
	}
	again := *one
	t.commit(&again, w.rules)
	return !w.killed()
}

func (w *world) copyAll(at snapshot, done map[int]entry) bool {
	w.moment = at
	for chunk := range chunks {
		if _, is := done[chunk]; is {
			continue
		}
		var rows []row
		read := w.source.read(at, chunk)
		for _, v := range read {
			rows = append(rows, row{v.key, v.value})
		}
		one := &write{chunk: chunk, rows: rows, entry: entry{at, len(read)}}
		if w.killed() || !w.end(one) || w.killed() {
			return false
		}
		if !w.ledgerInTransaction {
			w.target.ledger[chunk] = one.entry
		}
	}
	return true
}
