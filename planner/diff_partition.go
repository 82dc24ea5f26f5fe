package planner

import "fmt"

// partition compares how the tables are partitioned. It does not block: rows
// find their way through the root.
func (d *differ) partition() {
	if d.s.PartitionKey != d.t.PartitionKey {
		say := func(key string) string {
			if key == "" {
				return "not partitioned"
			}
			return "partitioned by " + key
		}
		d.add("partition", "", fmt.Sprintf("%s in %s, %s in %s", say(d.s.PartitionKey), d.labels.source,
			say(d.t.PartitionKey), d.labels.target), false)
	}
	if d.s.PartitionBound != d.t.PartitionBound {
		say := func(bound string) string {
			if bound == "" {
				return "no partition"
			}
			return "a partition " + bound
		}
		d.add("partition", "", fmt.Sprintf("%s in %s, %s in %s", say(d.s.PartitionBound), d.labels.source,
			say(d.t.PartitionBound), d.labels.target), false)
	}
}
