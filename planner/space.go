package planner

import (
	"path/filepath"
	"strings"

	"poco/backup"
	"poco/plan"
)

// dumpBytes is about how large a plain dump of some tables is: as text, rows take
// about the room that they take in the table.
func (s *side) dumpBytes(tables []plan.Name) int64 {
	bytes := int64(0)
	for _, name := range tables {
		bytes += s.catalog.Table(name).TotalBytes
	}
	return bytes
}

// fits checks the estimate against the disk and against what the block allows.
func (b *backing) fits() {
	free, err := backup.Free(b.block.Directory)
	if err != nil {
		b.fail("directory", "the folder for the backup can't be looked at", "%s", sentence(err))
		return
	}
	b.freeDisk(free)
	need := b.dump.BytesEstimate
	if b.dump.Format != "plain" {
		need /= compressed
	}
	switch {
	case need > free:
		b.fail("directory", "the disk has no room for the backup",
			"It takes about %s; %s has %s free. Make room, name another directory, select fewer tables, or use format custom, which compresses.",
			plan.Size(need), b.dump.Directory, plan.Size(free))
	case b.block.MaxSize > 0 && need > b.block.MaxSize:
		b.warnings = append(b.warnings, warning("backup_size", "The backup takes about "+plan.Size(need)+", more than its max_size of "+
			plan.Size(b.block.MaxSize)+". Where it comes out larger, it fails, and what depends on it is not begun."))
	}
}

// compressed is by how much the formats that compress are smaller at least, of
// rows as they usually are.
const compressed = 2

// freeDisk notes the room on the disk that has the least.
func (p *planning) freeDisk(free int64) {
	s := &p.document.Summary
	if s.DiskFreeBytes == 0 || free < s.DiskFreeBytes {
		s.DiskFreeBytes = free
	}
}

// relative gives a path as the plan holds it: relative to the recipe's folder where
// it lies within, so that the plan is the same wherever the folder is.
func (p *planning) relative(path string) string {
	rel, err := filepath.Rel(p.Recipe.Dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return path
	}
	return filepath.ToSlash(rel)
}
