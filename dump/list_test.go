package dump

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const listing = `;
; Archive created at 2026-11-24 15:00:00 UTC
;     dbname: shop
;     TOC Entries: 30
;     Compression: -1
;     Dump Version: 1.14-0
;     Format: CUSTOM
;     Dumped from database version: 15.18 (Debian 15.18-0+deb12u1)
;     Dumped by pg_dump version: 15.18 (Debian 15.18-0+deb12u1)
;
;
; Selected TOC Entries:
;
2; 3079 16384 EXTENSION - file_fdw 
3; 3079 16385 EXTENSION - citext 
4; 0 0 COMMENT - EXTENSION citext 
900; 2612 16390 PROCEDURAL LANGUAGE - plpython3u postgres
1500; 1417 16391 FOREIGN SERVER - s postgres
1501; 0 0 USER MAPPING - USER MAPPING postgres SERVER s postgres
214; 1259 16399 TABLE public order items postgres
215; 1255 16400 FUNCTION public f(integer, text) owner_f
3400; 3466 16401 EVENT TRIGGER - e postgres
3401; 6104 16402 PUBLICATION - p postgres
3456; 0 16399 TABLE DATA public order items postgres
3457; 0 0 SEQUENCE SET public s postgres
3458; 2613 16500 BLOB - 16500 postgres
3459; 0 0 ACL - DATABASE shop postgres
3460; 0 0 SURPRISE - x postgres
nonsense
`

func TestListingsAreJudged(t *testing.T) {
	inv, err := ParseList(strings.NewReader(listing))
	if err != nil {
		t.Fatal(err)
	}
	want := "database 27; event-trigger 22; extension 14; foreign 18; foreign 19; language 17; replication 23; unusual 28; unusual 29"
	if diff := cmp.Diff(want, codesAndLines(inv.Findings)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if inv.Format != Custom || inv.DatabaseName != "shop" || !strings.HasPrefix(inv.ToolVersion, "15.18") || inv.Sequences != 1 || inv.LargeObjects != 1 {
		t.Errorf("header: %+v", inv)
	}
	wantTables := []TableRows{{Schema: "public", Name: "order items", Unknown: true, Line: 24}}
	if diff := cmp.Diff(wantTables, inv.Tables); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	function := Object{Kind: "FUNCTION", Schema: "public", Name: "f", Args: "integer, text", Owner: "owner_f", Line: 21}
	for _, o := range inv.Objects {
		if o.Kind == "FUNCTION" && o != function {
			t.Errorf("function: %+v", o)
		}
	}
	if _, err := ParseList(strings.NewReader("pg_restore: error\n")); err == nil {
		t.Error("what is no listing was read")
	}
}
