package config

import "slices"

// An Intent is something to run: a *Copy, a *Backup or a *Restore.
type Intent interface {
	// IntentName is the block's reference: copy.refresh.
	IntentName() string
	// After are the intents that run before this one where both run: those that
	// it refers to, then those of depends_on.
	After() []string

	source() Source
	// needs are those of After that run whenever this one does.
	needs() []string
}

// IntentName is copy.NAME.
func (c *Copy) IntentName() string { return "copy." + c.Name }

// IntentName is backup.NAME.
func (b *Backup) IntentName() string { return "backup." + b.Name }

// IntentName is restore.NAME.
func (r *Restore) IntentName() string { return "restore." + r.Name }

// After is the copy's backup, then what depends_on names.
func (c *Copy) After() []string { return after(c.Backup, c.DependsOn) }

// After is what depends_on names.
func (b *Backup) After() []string { return after(nil, b.DependsOn) }

// After is the backup that is restored, then what depends_on names.
func (r *Restore) After() []string { return after(r.Backup, r.DependsOn) }

func after(b *Backup, dependsOn []string) []string {
	var names []string
	if b != nil {
		names = append(names, b.IntentName())
	}
	for _, name := range dependsOn {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (c *Copy) source() Source    { return c.Source }
func (b *Backup) source() Source  { return b.Source }
func (r *Restore) source() Source { return r.Source }

func (c *Copy) needs() []string   { return withoutRestores(c.After()) }
func (b *Backup) needs() []string { return withoutRestores(b.After()) }

// needs leaves out the restored backup: its newest file is wanted as it is, not
// one of the state that the restore is to undo.
func (r *Restore) needs() []string { return withoutRestores(r.DependsOn) }

// withoutRestores leaves out what has to be named to run.
func withoutRestores(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), isRestore)
}
