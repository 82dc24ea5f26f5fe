package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"poco/dump"
)

// run carries a plan out to its end.
func (d *desk) run(kind string, form PlanForm) string {
	d.t.Helper()
	p := asked[Planned](d, http.StatusOK, "POST", "/api/plan", form)
	if !p.Applicable {
		d.t.Fatalf("not applicable: %+v", p.Problems)
	}
	run := asked[Started](d, http.StatusOK, "POST", "/api/"+kind, StartForm{Plan: p.Plan.ID, Confirm: p.Confirm}).Run
	d.told(run, 0, whole)
	return run
}

func TestABackupIsListedCheckedRestoredAndRemoved(t *testing.T) {
	d := newDesk(t)
	d.run("backup", PlanForm{Backup: &BackupForm{Database: "qa", Format: "plain"}})
	before := d.query(d.qa, "SELECT note FROM orders ORDER BY id")
	files := asked[Backups](d, http.StatusOK, "GET", "/api/backups", nil).Folders[0].Files
	if len(files) != 1 || !files[0].Complete || files[0].Rows != 3050 || files[0].Database != "qa" {
		t.Fatalf("listed %+v", files)
	}
	id := FileForm{File: files[0].ID}
	if c := asked[BackupCheck](d, http.StatusOK, "POST", "/api/backups/check", id); !c.Intact {
		t.Errorf("checked %+v", c)
	}
	d.exec(d.qa, "UPDATE orders SET note = 'spoilt'")
	d.run("restore", PlanForm{Restore: &RestoreForm{Database: "qa", File: id.File}})
	if after := d.query(d.qa, "SELECT note FROM orders ORDER BY id"); !slices.Equal(before, after) {
		t.Error("the restore brought other rows")
	}
	if left := asked[Backups](d, http.StatusOK, "POST", "/api/backups/remove", id).Folders[0].Files; len(left) != 0 {
		t.Errorf("left are %+v", left)
	}
	for _, bad := range []string{id.File, "../recipe.poco.hcl", "", "backups/x"} {
		asked[Problems](d, http.StatusNotFound, "POST", "/api/backups/remove", FileForm{File: bad})
		asked[Problems](d, http.StatusNotFound, "POST", "/api/plan", PlanForm{Restore: &RestoreForm{Database: "qa", File: bad}})
	}
}

func TestAnUploadIsJudgedAndRefused(t *testing.T) {
	d := newDesk(t)
	answer := d.send("POST", "/api/uploads?name=../../evil.sql", []byte("SELECT 1;\n\\! touch hacked\n"), "Content-Type", "application/octet-stream")
	defer answer.Body.Close()
	var u Upload
	if err := json.UnmarshalRead(answer.Body, &u, fromPage); err != nil {
		t.Fatal(err)
	}
	found := slices.ContainsFunc(u.Findings, func(f dump.Finding) bool { return f.Line == 2 && f.Code == dump.MetaCommand })
	if !found || strings.Contains(u.Name, "/") || u.Bytes != 26 {
		t.Errorf("upload %+v", u)
	}
	p := asked[Planned](d, http.StatusOK, "POST", "/api/plan", PlanForm{Restore: &RestoreForm{Database: "qa", File: u.ID, BackupFirst: true}})
	if p.Applicable || len(p.Problems) == 0 || !strings.Contains(p.Problems[0].Summary, "no restore runs") {
		t.Errorf("planned %+v", p)
	}
	if got := asked[Backups](d, http.StatusOK, "GET", "/api/backups", nil).Uploads; len(got) != 1 || got[0].ID != u.ID {
		t.Errorf("listed %+v", got)
	}
	if got := asked[Backups](d, http.StatusOK, "POST", "/api/uploads/remove", FileForm{File: u.ID}).Uploads; len(got) != 0 {
		t.Errorf("left %+v", got)
	}
}

func TestAPageThatOnlyReadsPlansAndDoesNothing(t *testing.T) {
	d := newDesk(t)
	d.page.o.ReadOnly = true
	p := d.planned()
	for path, form := range map[string]any{
		"/api/copy": StartForm{Plan: p.Plan.ID, Confirm: "qa"}, "/api/runs/resume": RunForm{Run: "1234"}, "/api/runs/abort": RunForm{Run: "1234"},
		"/api/backups/remove": FileForm{}, "/api/uploads": struct{}{}, "/api/uploads/remove": FileForm{},
	} {
		asked[Problems](d, http.StatusForbidden, "POST", path, form)
	}
}
