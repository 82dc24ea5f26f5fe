package web

import (
	"bytes"
	"io"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
)

// A covering writer knows the secrets that no answer may hold. reply covers them;
// what is streamed is covered by whoever streams it.
type covering struct {
	http.ResponseWriter
	hide func(string) string
}

// Unwrap lets http.ResponseController through.
func (c covering) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// covered covers the secrets in the values of a JSON text. The names of its
// members stay, so that a password called "name" breaks no answer.
func covered(text []byte, hide func(string) string) ([]byte, error) {
	var out bytes.Buffer
	d := jsontext.NewDecoder(bytes.NewReader(text))
	e := jsontext.NewEncoder(&out, jsontext.EscapeForHTML(true))
	for {
		token, err := d.ReadToken()
		if err == io.EOF {
			return bytes.TrimRight(out.Bytes(), "\n"), nil
		}
		if err != nil {
			return nil, err
		}
		if kind, length := d.StackIndex(d.StackDepth()); token.Kind() == '"' && (kind != '{' || length%2 == 0) {
			token = jsontext.String(hide(token.String()))
		}
		if err := e.WriteToken(token); err != nil {
			return nil, err
		}
	}
}
