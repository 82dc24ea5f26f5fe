// Package model is the protocol of chunk, ledger and resume in small: a source with
// transactions and row versions, a target whose transactions may outlive the process
// that began them, and processes that are killed at any step. It runs the protocol
// in random order and looks at what the target holds in the end. Each rule of the
// protocol can be left out; the model must then find rows that are lost, doubled or
// of two moments, which shows that it would find the same in the protocol itself.
package model

import "math/rand"

// pages is how many pages the source's table has, pagesPerChunk how many of them a
// chunk takes.
const (
	pages         = 6
	pagesPerChunk = 2
	chunks        = pages / pagesPerChunk
)

// A version is one version of a row of the source.
type version struct {
	key, value, page int
	xmin, xmax       int // transactions; 0 as xmax is none
}

// A snapshot is one moment of the source.
type snapshot struct {
	xmin, next int // the oldest running transaction, and the next one's number
	running    map[int]bool
}

// A source has one table. Its transactions commit, roll back and overlap.
type source struct {
	random    *rand.Rand
	versions  []*version
	next, key int
	running   map[int]bool
	aborted   map[int]bool
}

func newSource(random *rand.Rand) *source {
	s := &source{random: random, next: 1, running: map[int]bool{}, aborted: map[int]bool{}}
	id := s.begin()
	for range 8 {
		s.insert(id)
	}
	delete(s.running, id)
	return s
}

func (s *source) begin() int {
	id := s.next
	s.next++
	s.running[id] = true
	return id
}

func (s *source) insert(by int) {
	s.key++
	s.versions = append(s.versions, &version{key: s.key, value: by, page: s.random.Intn(pages), xmin: by})
}

// act does one thing that clients of the source may do.
func (s *source) act() {
	var ids []int
	for id := 1; id < s.next; id++ {
		if s.running[id] {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 || len(ids) < 3 && s.random.Intn(3) == 0 {
		ids = []int{s.begin()}
	}
	id := ids[s.random.Intn(len(ids))]
	switch s.random.Intn(6) {
	case 0:
		s.insert(id)
	case 1, 2:
		if v := s.some(); v != nil {
			v.xmax = id
			s.versions = append(s.versions, &version{key: v.key, value: id, page: s.random.Intn(pages), xmin: id})
		}
	case 3:
		if v := s.some(); v != nil {
			v.xmax = id
		}
	case 4:
		delete(s.running, id)
	case 5:
		delete(s.running, id)
		s.aborted[id] = true
	}
}

// some is a version that nobody has changed, of a transaction that has ended.
func (s *source) some() *version {
	now := s.snapshot()
	var free []*version
	for _, v := range s.versions {
		if s.sees(now, v) && (v.xmax == 0 || s.aborted[v.xmax]) {
			free = append(free, v)
		}
	}
	if len(free) == 0 {
		return nil
	}
	return free[s.random.Intn(len(free))]
}

func (s *source) snapshot() snapshot {
	now := snapshot{xmin: s.next, next: s.next, running: map[int]bool{}}
	for id := range s.running {
		now.running[id] = true
		now.xmin = min(now.xmin, id)
	}
	return now
}

func (s *source) ended(at snapshot, id int) bool {
	return id != 0 && id < at.next && !at.running[id] && !s.aborted[id]
}

func (s *source) sees(at snapshot, v *version) bool {
	return s.ended(at, v.xmin) && !s.ended(at, v.xmax)
}

// read gives the versions of a chunk that a snapshot shows.
func (s *source) read(at snapshot, chunk int) (rows []version) {
	for _, v := range s.versions {
		if v.page/pagesPerChunk == chunk && s.sees(at, v) {
			rows = append(rows, *v)
		}
	}
	return rows
}
