package executor

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/state"
)

// strangers are rows that another client writes while the keys are away.
const strangers = `INSERT INTO orders OVERRIDING SYSTEM VALUE VALUES (9001, 901, 'x'), (9002, 902, 'x'), (9003, 901, 'x'); DELETE FROM audit`

func TestViolatedKeyIsTold(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	o := s.options()
	o.Checkpoint = once("begin "+copyID("items"), func() { s.exec(s.target, strangers) })
	o.Jobs = 1
	_, err := Apply(context.Background(), p, o)
	var key *ForeignKeyError
	var stopped *StoppedError
	if !errors.As(err, &key) || !errors.As(err, &stopped) {
		t.Fatalf("apply: %v", err)
	}
	key.Err, key.mend = nil, ""
	want := &ForeignKeyError{Constraint: "orders_customer_id_fkey", Database: "qa", Table: "public.orders", Columns: []string{"customer_id"},
		References: "public.customers", RefColumns: []string{"id"}, Rows: 3, Keys: []string{"901", "902"}, InPlace: true}
	if len(key.Keys) == 2 && strings.HasPrefix(key.Keys[0], "(") {
		want.Keys = []string{"(901)", "(902)"}
	}
	if diff := cmp.Diff(want, key, cmp.AllowUnexported(ForeignKeyError{})); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	if stopped.Position.KeysMissing != 0 && stopped.Position.StepsDone != len(p.Steps)-1 {
		t.Errorf("the position is %+v", stopped.Position)
	}
	valid := s.query(s.target, "SELECT conname || ' ' || convalidated FROM pg_constraint WHERE contype = 'f' ORDER BY 1")
	if diff := cmp.Diff([]string{"invoices_order_id_fkey true", "items_order_id_fkey true", "orders_customer_id_fkey false"}, valid); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if got := s.query(s.target, "SELECT count(*) FROM orders")[0]; got != "303" {
		t.Errorf("orders holds %s rows", got)
	}
	s.exec(s.target, "DELETE FROM orders WHERE id > 9000")
	s.apply(p, s.options())
	s.wantCopied(p)
}

func TestAbortLeavesAViolatedKeyNotValidAndSaysSo(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	interrupted := s.stopAt(p, "begin "+copyID("orders"))
	s.exec(s.target, strangers)
	receipt, err := Abort(context.Background(), interrupted.Run, s.options())
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Status != state.Aborted || receipt.Run != interrupted.Run || len(receipt.Restored) < 4 {
		t.Errorf("receipt %+v", receipt)
	}
	notes := strings.Join(receipt.Notes, "\n")
	for _, part := range []string{"orders_customer_id_fkey of qa.public.orders is back, but NOT VALID: 3 rows", "901",
		"ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_id_fkey"} {
		if !strings.Contains(notes, part) {
			t.Errorf("the notes lack %q:\n%s", part, notes)
		}
	}
	s.wantKeysBack()
	s.wantStatus(state.Aborted)
	if got := s.query(s.target, "SELECT count(*), (SELECT count(*) FROM customers) FROM orders")[0]; got != "303|50" {
		t.Errorf("the rows were not kept: %s", got)
	}
	_, err = Abort(context.Background(), interrupted.Run, s.options())
	var none *NoRunError
	if !errors.As(err, &none) {
		t.Errorf("aborted again: %v", err)
	}
}

func TestAbortWithoutStateFindsTheRunOnTheTarget(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	interrupted := s.stopAt(p, "begin "+copyID("orders"))
	s.dir = t.TempDir()
	_, err := Abort(context.Background(), "", s.options())
	var none *NoRunError
	if !errors.As(err, &none) {
		t.Errorf("without knowing where: %v", err)
	}
	o := s.options()
	o.Databases = []string{"dev", "qa"}
	receipt, err := Abort(context.Background(), interrupted.Run, o)
	if err != nil || receipt.Run != interrupted.Run {
		t.Fatalf("abort: %+v, %v", receipt, err)
	}
	s.wantKeysBack()
}

func TestRunBeingAbortedIsNotResumed(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.stopAt(p, "begin "+copyID("orders"))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := s.options()
	o.Checkpoint = once("abort marked on qa", cancel)
	if _, err := Abort(ctx, "", o); err == nil {
		t.Fatal("the abort was not stopped")
	}
	_, err := Apply(context.Background(), p, s.options())
	var aborting *AbortingError
	if !errors.As(err, &aborting) || !strings.Contains(err.Error(), "poco abort "+aborting.Run) {
		t.Errorf("apply: %v", err)
	}
	if _, err := Abort(context.Background(), "", s.options()); err != nil {
		t.Fatal(err)
	}
	s.wantKeysBack()
}

// An error in the data names the table and the row; nothing of the table is lost.
func TestErrorInTheDataNamesTableAndRow(t *testing.T) {
	s := newShop(t)
	s.exec(s.source, "UPDATE orders SET note = 'forbidden' WHERE id = 7")
	s.exec(s.target, "ALTER TABLE orders ADD CONSTRAINT clean CHECK (note <> 'forbidden')")
	p := s.overwrite()
	p.Databases["qa"] = s.read(s.target, "customers", "orders", "items", "tags", "invoices")
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	_, err := Apply(context.Background(), p, s.options())
	var step *StepError
	if !errors.As(err, &step) {
		t.Fatalf("apply: %v", err)
	}
	for _, part := range []string{"copy public.orders", "qa", "clean", "COPY orders, line 300", "Line 300 is the row of dev.public.orders with id = 7, ctid ("} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the message lacks %q: %v", part, err)
		}
	}
	if got := s.query(s.target, "SELECT count(*) FROM orders WHERE note = 'old'")[0]; got != "5" {
		t.Errorf("%s old orders are left", got)
	}
	if run := s.wantStatus(state.Failed); strings.Contains(run.Error, "line") {
		t.Errorf("the state shows rows: %s", run.Error)
	}
	s.exec(s.target, "ALTER TABLE orders DROP CONSTRAINT clean; ALTER TABLE orders ADD CONSTRAINT clean CHECK (note <> 'forbidden')")
	s.exec(s.source, "UPDATE orders SET note = 'mended' WHERE id = 7")
	s.apply(p, s.options())
	s.wantCopied(p)
}

func TestErrorInTheDataNamesTheRowOfItsChunk(t *testing.T) {
	s := newShop(t)
	s.exec(s.target, "ALTER TABLE orders ADD CONSTRAINT clean CHECK (note !~ '3$')")
	p := s.chunked()
	p.Databases["qa"] = s.read(s.target, "customers", "orders", "items", "tags", "invoices")
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	_, err := Apply(context.Background(), p, s.options())
	if want := "Line 1 of chunk 3 of 4 is the row of dev.public.orders with id = 3, ctid (2,1)."; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("apply: %v", err)
	}
}
