package view

import (
	"bytes"
	"strings"
	"testing"
)

func TestSecretsAreHiddenInEveryForm(t *testing.T) {
	secret := `p@ss wörd/"'\%`
	s := NewSecrets([]string{secret}, nil)
	for _, form := range encodings(secret) {
		if got := s.Hide("a " + form + " b"); strings.Contains(got, form) {
			t.Errorf("%q is not hidden: %q", form, got)
		}
	}
}

func TestSecretIsHiddenWhereItComesInPieces(t *testing.T) {
	const secret, text = "hunter2hunter3", "before hunter2hunter3 after hunter2hunter"
	for size := 1; size < len(text); size++ {
		var b bytes.Buffer
		r := NewRedactor(&b)
		r.Use(NewSecrets([]string{secret}, nil))
		for i := 0; i < len(text); i += size {
			if _, err := r.Write([]byte(text[i:min(i+size, len(text))])); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Flush(); err != nil {
			t.Fatal(err)
		}
		if got, want := b.String(), "before (sensitive) after hunter2hunter"; got != want {
			t.Errorf("in pieces of %d: %q, want %q", size, got, want)
		}
	}
}

func TestPasswordThatEqualsAPublicWordIsHiddenOnlyAsAPassword(t *testing.T) {
	s := NewSecrets([]string{"postgres"}, []string{"postgres"})
	for text, want := range map[string]string{
		"user postgres on postgres":                  "user postgres on postgres",
		"postgres://postgres:postgres@host/postgres": "postgres://postgres:(sensitive)@host/postgres",
		"host=h user=postgres password=postgres":     "host=h user=postgres password=(sensitive)",
	} {
		if got := s.Hide(text); got != want {
			t.Errorf("Hide(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestLongerSecretIsHiddenBeforeItsParts(t *testing.T) {
	s := NewSecrets([]string{"secret", "secret-and-more"}, nil)
	if got := s.Hide("x secret-and-more y"); got != "x (sensitive) y" {
		t.Errorf("got %q", got)
	}
}
