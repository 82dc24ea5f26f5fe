package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// toPage is how values reach the page: an int64 goes as a string, since the numbers
// of JavaScript are exact up to 2^53 only; nil lists and maps are empty ones.
var toPage = json.JoinOptions(
	json.WithMarshalers(json.MarshalToFunc(func(e *jsontext.Encoder, n int64) error {
		return e.WriteToken(jsontext.String(strconv.FormatInt(n, 10)))
	})),
	jsontext.EscapeForHTML(true),
)

// fromPage is its reverse, and refuses what it doesn't know.
var fromPage = json.JoinOptions(
	json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, n *int64) (err error) {
		token, err := d.ReadToken()
		if err != nil {
			return err
		}
		if token.Kind() != '"' {
			return errors.New("a whole number of 64 bits is a string")
		}
		*n, err = strconv.ParseInt(token.String(), 10, 64)
		return err
	})),
	json.RejectUnknownMembers(true),
)

// longestBody is how many bytes a request may have, uploads aside.
const longestBody = 4 << 20

// reply writes a value as the whole answer, its secrets covered.
func reply(w http.ResponseWriter, status int, value any) {
	text, err := json.Marshal(value, toPage)
	if c, ok := w.(covering); ok && err == nil {
		text, err = covered(text, c.hide)
	}
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"problems":[{"severity":"error","summary":"the answer can't be written"}]}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever asked has gone
}

// A badRequest is a request that can't be understood.
type badRequest struct{ err error }

func (e *badRequest) Error() string { return "the request can't be read: " + e.err.Error() }

// body reads the JSON of a request.
func body[T any](w http.ResponseWriter, r *http.Request) (value T, err error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	if err == nil {
		err = json.Unmarshal(text, &value, fromPage)
	}
	if err != nil {
		return value, &badRequest{fmt.Errorf("%w", err)}
	}
	return value, nil
}
