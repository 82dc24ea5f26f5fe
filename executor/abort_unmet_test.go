package executor

import (
	"context"
	"strings"
	"testing"

	"poco/plan"
	"poco/state"
)

// After a fast resume the rows of a table that the run made may be of two moments,
// so that its keys can't be added. Apply stops there; an abort comes to its end.
func TestAbortEndsWhereRowsOfTwoMomentsViolateAKey(t *testing.T) {
	s := newShop(t)
	b := s.builder(plan.Append)
	create := b.step(plan.CreateTable, "tags", "", nil, "CREATE TABLE public.tags (id int, text text)")
	create.RestoredBy = []string{stepID(plan.AddConstraint, "tags", "tags_pkey"), stepID(plan.CreateIndex, "tags", "tags_text"),
		stepID(plan.AddForeignKey, "tags", "tags_self"), stepID(plan.ValidateForeignKey, "tags", "tags_self")}
	whole := *b.table("tags", []string{create.ID}, nil, nil)
	b.p.Steps = b.p.Steps[:len(b.p.Steps)-1]
	var copies []string
	for n, where := range []string{"text < 'tag 5'", "text >= 'tag 5'"} {
		part := whole
		part.ID, part.Chunk = stepID(plan.Copy, "tags", string(rune('1'+n))), &plan.Chunk{Number: n + 1, Of: 2, From: int64(n), To: int64(1 - n)}
		part.Read = "COPY (SELECT id, text FROM public.tags WHERE " + where + ") TO STDOUT"
		b.p.Steps = append(b.p.Steps, part)
		copies = append(copies, part.ID)
	}
	key := b.step(plan.AddConstraint, "tags", "tags_pkey", copies, "ALTER TABLE public.tags ADD CONSTRAINT tags_pkey PRIMARY KEY (id)").ID
	b.step(plan.CreateIndex, "tags", "tags_text", copies, "CREATE INDEX tags_text ON public.tags (text)")
	self := b.step(plan.AddForeignKey, "tags", "tags_self", append([]string{key}, copies...), "ALTER TABLE public.tags ADD CONSTRAINT tags_self FOREIGN KEY (id) REFERENCES public.tags NOT VALID").ID
	b.step(plan.ValidateForeignKey, "tags", "tags_self", []string{self}, "ALTER TABLE public.tags VALIDATE CONSTRAINT tags_self")
	p := b.sealed()

	s.stopAt(p, "begin "+copies[0])
	s.exec(s.source, "UPDATE tags SET text = 'zebra' WHERE id = 1") // into the other chunk
	o := s.options()
	o.FastResume = true
	_, err := Apply(context.Background(), p, o)
	if err == nil || !strings.Contains(err.Error(), "tags_pkey") {
		t.Fatalf("apply: %v", err)
	}
	receipt, err := Abort(context.Background(), "", s.options())
	if err != nil {
		t.Fatalf("abort: %v", err)
	}
	notes := strings.Join(receipt.Notes, "\n")
	for _, part := range []string{
		"Constraint tags_pkey of qa.public.tags is NOT there: rows violate it (Key (id)=(1) is duplicated.). Mend the rows, then run: ALTER TABLE public.tags ADD CONSTRAINT tags_pkey PRIMARY KEY (id)",
		"Foreign key tags_self of qa.public.tags is NOT there: it rests on tags_pkey. Run then: ALTER TABLE public.tags ADD CONSTRAINT tags_self",
		"Foreign key tags_self of qa.public.tags is NOT validated: it rests on tags_pkey. Run then: ALTER TABLE public.tags VALIDATE",
	} {
		if !strings.Contains(notes, part) {
			t.Errorf("the notes lack %q:\n%s", part, notes)
		}
	}
	if got := s.query(s.target, "SELECT count(*), (SELECT count(*) FROM pg_class WHERE relname = 'tags_text') FROM tags")[0]; got != "21|1" {
		t.Errorf("rows and indexes are %s", got)
	}
	s.wantKeysBack()
	s.wantStatus(state.Aborted)
}
