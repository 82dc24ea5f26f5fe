package web

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"poco/config/edit"
)

func TestStatusOfErrors(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want int
	}{
		{"an edit that is refused", &edit.Refusal{}, http.StatusConflict},
		{"one with words around it", fmt.Errorf("x: %w", &edit.Refusal{}), http.StatusConflict},
		{"one of two errors", errors.Join(errors.New("x"), &edit.Refusal{}), http.StatusConflict},
		{"an edit that is refused, told", editError(&edit.Refusal{}), http.StatusConflict},
		{"a file that changed", editError(fmt.Errorf("x %w", edit.ErrChanged)), http.StatusConflict},
		{"any other", errors.New("x"), http.StatusInternalServerError},
	} {
		if got := statusOf(test.err); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}
