package plan

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sample is a sealed plan with something in every part that encoding could
// bend: HTML characters, quotes, pointers, maps, empty lists.
func sample(t *testing.T) *Plan {
	t.Helper()
	held, orders := int64(298113), Name{"public", `Order "x`}
	p := &Plan{
		FormatVersion: FormatVersion,
		CreatedAt:     time.Date(2026, 11, 24, 7, 15, 0, 0, time.UTC),
		PocoVersion:   "0.1.0",
		Databases: map[string]Database{"qa": {Host: "db-qa.internal", Port: 5432,
			Seen: map[string][]string{orders.String(): {"column id: bigint not null"}, "public.gone": nil}}},
		Steps: []Step{{ID: "copy.refresh/copy/x/1", Kind: Copy, Table: &orders, SQL: []string{"TRUNCATE <x> & y"},
			Destroys: []Destroys{{Table: orders, Rows: held, Exact: true}}}},
		Tables: []Table{{Source: orders, Target: orders, Why: "orders.customer_id → customers.id",
			Rows: Rows{Source: 310227, Target: &held}, Set: map[string]string{"email": "'a'"}, Columns: []string{}}},
		Cycles: [][]Name{{orders}},
	}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	return p
}

func encoded(t *testing.T, p *Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPlanReadsBackAsItWasWritten(t *testing.T) {
	p := sample(t)
	got, err := Decode(bytes.NewReader(encoded(t, p)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, got); diff != "" {
		t.Errorf("the plan changed on the way (-written +read):\n%s", diff)
	}
}

func TestDigestCoversAllButTheTime(t *testing.T) {
	p := sample(t)
	before := p.ID
	p.CreatedAt = p.CreatedAt.Add(time.Hour)
	if p.Seal(); p.ID != before {
		t.Error("the time of making changes the digest")
	}
	p.Steps[0].SQL[0] += " "
	if p.Seal(); p.ID == before {
		t.Error("a changed statement keeps the digest")
	}
}

func TestDecodeRefuses(t *testing.T) {
	whole := string(encoded(t, sample(t)))
	for _, test := range []struct {
		name, document string
		want           error
	}{
		{"an empty file", "", ErrNotPlan},
		{"a truncated plan", whole[:len(whole)/2], ErrNotPlan},
		{"another JSON document", `{"hello": 1}`, ErrNotPlan},
		{"a list", `[]`, ErrNotPlan},
		{"a later format", strings.Replace(whole, `"format_version": 1`, `"format_version": 2`, 1), ErrFormat},
		{"an edited row count", strings.Replace(whole, `"source": 310227`, `"source": 310228`, 1), ErrEdited},
		{"an edited statement", strings.Replace(whole, "TRUNCATE", "DROP", 1), ErrEdited},
		{"an added field", strings.Replace(whole, `"kind": "copy"`, `"kind": "copy", "force": true`, 1), ErrEdited},
		{"another type", strings.Replace(whole, `"source": 310227`, `"source": "310227"`, 1), ErrEdited},
		{"something after it", whole + "{}", ErrNotPlan},
	} {
		if _, err := Decode(strings.NewReader(test.document)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestNothingIsEscapedThatPeopleRead(t *testing.T) {
	if text := string(encoded(t, sample(t))); !strings.Contains(text, "TRUNCATE <x> & y") || !strings.Contains(text, "→") {
		t.Errorf("escaped:\n%s", text)
	}
}
