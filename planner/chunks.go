package planner

import (
	"fmt"

	"poco/plan"
	"poco/postgres"
)

// defaultChunk is how many bytes of a table, TOAST included, one transaction
// copies unless the recipe says otherwise.
const defaultChunk = 256 << 20

// divide splits the rows of each pair into chunks, and tells which tables are
// larger than one and yet are not split, and why.
func (c *copying) divide() {
	size := c.block.ChunkSize
	if size == 0 {
		size = defaultChunk
	}
	for _, p := range c.pairs {
		if !p.holds || p.target == nil && !p.creates {
			continue
		}
		n := chunksOf(c.bytesOf(p), c.source.pages(p.source.Name), size)
		if why := c.whole(p); n > 1 && why != "" {
			c.warn("one_chunk", p.name, fmt.Sprintf("It is larger than a chunk and is copied in one all the same, from the start where a run is interrupted: %s.", why))
			n = 1
		}
		p.chunks = pageRanges(p.source.Pages, n)
	}
}

// chunksOf is in how many chunks a table of that many bytes and pages is copied.
func chunksOf(bytes, pages, size int64) int64 {
	return max(1, min((bytes+size-1)/size, pages))
}

// pageRanges splits pages into n ranges of about one length. The last one has no
// end: whatever the table gains until the copy begins belongs to it.
func pageRanges(pages, n int64) []plan.Chunk {
	chunks := make([]plan.Chunk, n)
	for i := range n {
		chunks[i] = plan.Chunk{Number: int(i) + 1, Of: int(n), From: pages * i / n, To: pages * (i + 1) / n}
	}
	chunks[n-1].To = 0
	return chunks
}

// whole says why a pair can't be copied in chunks; it is empty where it can.
func (c *copying) whole(p *pair) string {
	source := c.source.label()
	switch {
	case p.source.Kind == postgres.Partitioned:
		return "its partitions are not the same on both sides, so that it is read as one"
	case p.source.Kind != postgres.Ordinary:
		return fmt.Sprintf("it is a %s on %s, and only a table has pages to go by", p.source.Kind, source)
	case p.source.AccessMethod != "heap":
		return fmt.Sprintf("on %s its access method is %s, which has no ranges of pages to read by", source, p.source.AccessMethod)
	case c.source.catalog.Server.VersionNum < 140000:
		return fmt.Sprintf("PostgreSQL before 14, as on %s, reads all of a table for each range of its pages", source)
	case p.where != "":
		return "its where takes a part of the rows, which an index may find faster than a reading of all pages"
	case p.staged() && !p.uniqueBy(primaryKey(p.target)):
		return fmt.Sprintf("rows of %s may share a key, and which of them stays must not depend on the order of chunks", source)
	}
	for _, k := range c.ownKeys[p] {
		if (k.fate == stays || k.fate == joint) && c.refersToItself(p, k) {
			return fmt.Sprintf("its rows reference each other by %s, which stays in place", k.key.Name)
		}
	}
	return ""
}

// refersToItself reports whether a key points back into the rows of its own pair.
func (c *copying) refersToItself(p *pair, k *keyPlan) bool {
	for _, holder := range c.holders[k.key.References] {
		if holder == p {
			return true
		}
	}
	return false
}

// uniqueBy reports whether no two rows to copy can share the columns.
func (p *pair) uniqueBy(columns []string) bool {
	for _, k := range p.source.Constraints {
		unique := k.Kind == postgres.PrimaryKey || k.Kind == postgres.Unique
		if unique && containsAll(columns, k.Columns) && !setsAny(p.set, k.Columns) {
			return true
		}
	}
	return false
}

// split reports whether the pair is copied in more than one transaction.
func (p *pair) split() bool { return len(p.chunks) > 1 }
