package view

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"sort"
	"strings"
	"sync"
)

// hidden is what stands where a secret stood.
const hidden = "(sensitive)"

// Secrets knows the strings that no output may hold.
type Secrets struct {
	forms []string // longest first
}

// NewSecrets takes the secrets of a recipe and the words that are public all the
// same: users, hosts and database names, which every plan shows. A secret that
// equals one of those, or is too short to be told from ordinary text, is hidden
// only where it stands as a password in a connection string.
func NewSecrets(secrets, public []string) *Secrets {
	known := map[string]bool{}
	for _, word := range public {
		known[word] = true
	}
	set := map[string]bool{}
	for _, secret := range secrets {
		for _, form := range encodings(secret) {
			if len(form) >= 4 && !known[form] {
				set[form] = true
				continue
			}
			if form != "" {
				set[":"+form+"@"], set["password="+form], set["PASSWORD="+form] = true, true, true
			}
		}
	}
	s := &Secrets{}
	for form := range set {
		s.forms = append(s.forms, form)
	}
	sort.Slice(s.forms, func(i, j int) bool {
		if len(s.forms[i]) != len(s.forms[j]) {
			return len(s.forms[i]) > len(s.forms[j])
		}
		return s.forms[i] < s.forms[j]
	})
	return s
}

// encodings are the forms in which a secret may turn up: as it is, in a URL, in
// JSON, in a quoted string, in a key=value connection string.
func encodings(secret string) []string {
	quoted, _ := json.Marshal(secret) // a string always encodes
	var unescaped bytes.Buffer
	e := json.NewEncoder(&unescaped)
	e.SetEscapeHTML(false)
	_ = e.Encode(secret)
	forms := []string{
		secret,
		url.QueryEscape(secret),
		url.PathEscape(secret),
		strings.TrimPrefix(url.UserPassword("", secret).String(), ":"),
		string(quoted[1 : len(quoted)-1]),
		unescaped.String()[1 : unescaped.Len()-2], // a line feed follows the quote
		Safe(secret),
		strings.ReplaceAll(secret, `'`, `''`),
		strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(secret),
	}
	if plain, err := url.PathUnescape(secret); err == nil {
		forms = append(forms, plain)
	}
	return forms
}

// Hide gives text without secrets.
func (s *Secrets) Hide(text string) string {
	if s == nil {
		return text
	}
	for _, form := range s.forms {
		text = strings.ReplaceAll(text, form, mask(form))
	}
	return text
}

// Found reports whether text holds a secret.
func (s *Secrets) Found(text string) bool { return s.Hide(text) != text }

func mask(form string) string {
	switch {
	case strings.HasPrefix(form, ":") && strings.HasSuffix(form, "@"):
		return ":" + hidden + "@"
	case strings.HasPrefix(form, "password="), strings.HasPrefix(form, "PASSWORD="):
		return form[:len("password=")] + hidden
	}
	return hidden
}

// A Redactor writes to another writer what it is given without secrets, also
// where one comes in pieces. Secrets may be added while it is in use. It may be
// used by several goroutines.
type Redactor struct {
	mu      sync.Mutex
	to      io.Writer
	secrets *Secrets
	pending string
}

// NewRedactor puts a Redactor before w.
func NewRedactor(w io.Writer) *Redactor { return &Redactor{to: w} }

// Use sets the secrets to hide from now on.
func (r *Redactor) Use(s *Secrets) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = s
}

// Write holds back what may be the beginning of a secret until more comes or
// Flush is called.
func (r *Redactor) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := r.secrets.Hide(r.pending + string(p))
	keep := r.secrets.partial(text)
	r.pending = text[len(text)-keep:]
	_, err := io.WriteString(r.to, text[:len(text)-keep])
	return len(p), err
}

// Flush writes what was held back.
func (r *Redactor) Flush() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := r.pending
	r.pending = ""
	_, err := io.WriteString(r.to, text)
	return err
}

// partial is the length of the longest end of text that begins a secret.
func (s *Secrets) partial(text string) int {
	longest := 0
	if s == nil {
		return 0
	}
	for _, form := range s.forms {
		for n := min(len(form)-1, len(text)); n > longest; n-- {
			if strings.HasSuffix(text, form[:n]) {
				longest = n
				break
			}
		}
	}
	return longest
}
