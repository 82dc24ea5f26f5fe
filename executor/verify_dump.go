package executor

import (
	"context"
	"errors"
	"fmt"

	"poco/backup"
	"poco/plan"
	"poco/postgres"
)

// restored counts the rows of a table that a restore brings back, as the plan has
// counted them in the file.
func (c *comparison) restored(ctx context.Context) (v Verification, err error) {
	v = Verification{Intent: c.t.Intent, Source: c.t.Source, Target: c.t.Target, Mode: c.t.Mode, Compared: "rows", SourceRows: c.t.Rows.Source}
	to := c.sites[c.in.Target].catalog.Table(c.t.Target)
	if to == nil {
		v.Reason = fmt.Sprintf("%s.%s does not exist", c.in.Target, c.t.Target)
		return v, nil
	}
	v.TargetRows, err = postgres.Count(ctx, c.target, to.Name, "", only(to), 0)
	switch {
	case err != nil:
	case !c.t.Rows.SourceExact:
		v.Compared, v.Equal = "nothing (the file does not tell its rows)", true
	case !only(to) && c.t.Rows.Source == 0: // its rows are its partitions'
		v.Equal = true
	default:
		v.Equal = v.TargetRows == v.SourceRows
	}
	if err == nil && !v.Equal {
		v.Reason = fmt.Sprintf("the file has %s, %s %s", rowsOf(v.SourceRows), c.in.Target, plan.Thousands(v.TargetRows))
	}
	return v, err
}

// files checks the newest backup that each backup step of the plan has made, where
// there is one.
func (v *verifier) files(ctx context.Context) (results []Verification, err error) {
	for _, s := range v.backups() {
		entries, err := backup.List(v.o.path(s.Dump.Directory))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Manifest == nil || e.Manifest.PlanID != v.plan.ID || e.Manifest.StepID != s.ID {
				continue
			}
			result := Verification{Intent: s.Intent, File: backupPath(s.Dump.Directory, e.Name), Compared: "checksum", Equal: true}
			err := backup.Check(ctx, e, nil)
			var damaged *backup.ContentError
			switch {
			case errors.As(err, &damaged), err != nil && !e.Complete():
				result.Equal, result.Reason = false, err.Error()
			case err != nil:
				return nil, err
			}
			results = append(results, result)
			break
		}
	}
	return results, nil
}
