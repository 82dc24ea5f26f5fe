package backup

import (
	"slices"
	"time"
)

// A Rule says which backups of a block and a database are too many. What is zero
// takes none.
type Rule struct {
	Intent   string
	Database string // label
	Keep     int
	MaxAge   time.Duration
	MaxSize  int64 // bytes of all of them together
}

// ToPrune returns those entries that a rule takes, newest first. It never takes the
// newest complete backup, one whose name is in needed, nor anything that is no
// complete backup of the rule's own intent and database. One that is needed counts
// for keep and max_size all the same.
func ToPrune(entries []Entry, r Rule, needed map[string]bool, now time.Time) []Entry {
	if r.Intent == "" || r.Database == "" {
		return nil
	}
	own := r.own(entries)
	taken := make([]bool, len(own))
	var size int64
	for i, e := range own {
		tooMany := r.Keep > 0 && i >= r.Keep
		tooOld := r.MaxAge > 0 && now.Sub(e.Time) > r.MaxAge
		taken[i] = i > 0 && !needed[e.Name] && (tooMany || tooOld)
		if !taken[i] {
			size += e.Size
		}
	}
	for i := len(own) - 1; i > 0 && r.MaxSize > 0 && size > r.MaxSize; i-- {
		if !taken[i] && !needed[own[i].Name] {
			taken[i] = true
			size -= own[i].Size
		}
	}
	var prune []Entry
	for i, e := range own {
		if taken[i] {
			prune = append(prune, e)
		}
	}
	return prune
}

// own are the complete backups of the rule's block and database, newest first.
func (r Rule) own(entries []Entry) []Entry {
	var own []Entry
	for _, e := range entries {
		if (Of{Intent: r.Intent, Database: r.Database}).Matches(e) {
			own = append(own, e)
		}
	}
	slices.SortFunc(own, newerFirst)
	return own
}
