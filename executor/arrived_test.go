package executor

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// missing applies and gives what the run says is missing on the target.
func (s *shop) missing(apply func() error) string {
	s.t.Helper()
	var missing *MissingError
	if err := apply(); !errors.As(err, &missing) {
		s.t.Fatalf("apply: %v", err)
	}
	return strings.Join(missing.Missing, "; ")
}

func TestRowsThatWentBetweenTwoPartsOfARunAreMissed(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.stopAt(p, "begin "+copyID("orders"))
	s.exec(s.target, "DELETE FROM customers WHERE id = 7")
	got := s.missing(func() error { _, err := Apply(context.Background(), p, s.options()); return err })
	if got != "qa.public.customers holds 49 rows, the run has copied 50 into it" {
		t.Errorf("missing: %s", got)
	}
	s.exec(s.target, "INSERT INTO customers VALUES (7, 'customer 7')")
	s.apply(p, s.options())
	s.wantCopied(p)
}

func TestTableThatWasEmptiedInMidRunIsMissed(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	o := s.options()
	o.Jobs = 1
	o.Checkpoint = once("begin "+copyID("items"), func() { s.exec(s.target, "TRUNCATE customers") })
	got := s.missing(func() error { _, err := Apply(context.Background(), p, o); return err })
	if got != "qa.public.customers holds 0 rows, the run has copied 50 into it" {
		t.Errorf("missing: %s", got)
	}
}

func TestSequenceIsAsFarAsItWasSetOrFurther(t *testing.T) {
	for change, want := range map[string]string{
		"SELECT nextval('orders_id_seq')":             "",
		"SELECT setval('orders_id_seq', 299)":         "the sequence qa.public.orders_id_seq is at 299; it was set to 300",
		"SELECT setval('orders_id_seq', 300, false)":  "the sequence qa.public.orders_id_seq is at 300, not used yet; it was set to 300",
		"ALTER SEQUENCE orders_id_seq RENAME TO gone": "the sequence qa.public.orders_id_seq is gone; it was set to 300",
	} {
		t.Run(change, func(t *testing.T) {
			s := newShop(t)
			p := s.overwrite()
			o := s.options()
			o.Checkpoint = once("committed copy.refresh/analyze/orders", func() {
				// Analyze is among the last steps, and may not be the last.
				for len(s.query(s.target, "SELECT FROM poco.ledger WHERE step LIKE '%set_sequence%'")) == 0 {
				}
				s.query(s.target, change)
			})
			_, err := Apply(context.Background(), p, o)
			if want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if got := s.missing(func() error { return err }); !strings.Contains(got, want) {
				t.Errorf("missing: %s, want %s", got, want)
			}
		})
	}
}
