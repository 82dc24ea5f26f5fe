package config

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// displayed is a parsed file as diagnostics may show it: the same bytes, with
// stars for those of written passwords, so that every position stays true.
func displayed(parsed *hcl.File, text []byte) *hcl.File {
	shown := bytes.Clone(text)
	for _, at := range writtenPasswords(string(text), true) {
		cover(shown[at[0]:at[1]])
	}
	return &hcl.File{Body: parsed.Body, Bytes: shown, Nav: parsed.Nav}
}

// hide covers a range of a file with stars.
func (l *loader) hide(r hcl.Range) {
	if f := l.recipe.Sources[r.Filename]; f != nil && r.CanSliceBytes(f.Bytes) {
		cover(r.SliceBytes(f.Bytes))
	}
}

// sourceText is what stands in a range of the recipe, on one line.
func (l *loader) sourceText(r hcl.Range) string {
	f := l.recipe.Sources[r.Filename]
	if f == nil || !r.CanSliceBytes(f.Bytes) {
		return ""
	}
	return strings.Join(strings.Fields(string(r.SliceBytes(f.Bytes))), " ")
}

func cover(text []byte) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = '*'
		}
	}
}
