package executor

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

func (s *shop) verify(p *plan.Plan) map[string]Verification {
	s.t.Helper()
	o := s.options()
	o.Store = nil
	list, err := Verify(context.Background(), p, o)
	if err != nil {
		s.t.Fatal(err)
	}
	byTable := map[string]Verification{}
	for _, v := range list {
		byTable[v.Target.Name] = v
	}
	return byTable
}

func TestVerifyFindsCopiesEqual(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.apply(p, s.options())
	for name, v := range s.verify(p) {
		if !v.Equal || v.SourceRows != sourceRows[name] || v.TargetRows != sourceRows[name] || v.Compared != "rows and content" {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestVerifyNamesWhatDiffers(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.apply(p, s.options())
	s.exec(s.target, `UPDATE customers SET name = NULLIF('', '') || '' WHERE false; UPDATE customers SET name = '' WHERE id = 9;
		DELETE FROM items WHERE order_id = 3 AND no = 2; DROP TABLE tags`)
	got := map[string]string{}
	for name, v := range s.verify(p) {
		if !v.Equal {
			got[name] = v.Reason
		}
	}
	want := map[string]string{"customers": "as many rows, but other content", "items": "dev has 900 rows, qa 899",
		"tags": "qa.public.tags does not exist"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}

// Where a copy adds to a table, what the target has besides is none of verify's
// business; what it lacks is.
func TestVerifyOfAnAppendComparesKeys(t *testing.T) {
	s := newShop(t)
	p := s.appended(plan.Skip)
	s.apply(p, s.options())
	s.exec(s.target, "INSERT INTO customers VALUES (1000, 'of the target'); DELETE FROM orders WHERE id IN (3, 4)")
	got := s.verify(p)
	if v := got["customers"]; !v.Equal || v.Compared != "keys" || v.SourceRows != 50 || v.TargetRows != 51 {
		t.Errorf("customers: %+v", v)
	}
	if v := got["orders"]; v.Equal || v.Missing != 2 || len(v.Keys) != 2 || v.SourceRows != 300 {
		t.Errorf("orders: %+v", v)
	}
}

func TestVerifyRespectsWhereAndSet(t *testing.T) {
	s := newShop(t)
	b := s.builder(plan.Overwrite)
	copies := b.table("items", nil, []string{"TRUNCATE ONLY public.items", "ALTER TABLE public.items DROP CONSTRAINT items_order_id_fkey"}, nil)
	copies.Read = "COPY (SELECT order_id, no, upper(what) FROM public.items WHERE order_id < 10) TO STDOUT"
	b.p.Tables[0].Where, b.p.Tables[0].Set = "order_id < 10", map[string]string{"what": "upper(what)"}
	p := b.sealed()
	o := s.options()
	o.Checkpoint = func(string) {}
	if _, err := Apply(context.Background(), p, o); err == nil {
		t.Fatal("the run did not notice that a key is gone")
	}
	if v := s.verify(p)["items"]; !v.Equal || v.SourceRows != 27 || v.TargetRows != 27 {
		t.Errorf("items: %+v", v)
	}
}
