package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// digest covers the bytes of the recipe's files and the values of its
// variables. Sensitive values are left out: a digest lets short ones be guessed.
func (l *loader) digest() string {
	h := sha256.New()
	for _, f := range l.files {
		fmt.Fprintf(h, "file %q %d\n", f.name, len(f.text))
		h.Write(f.text)
	}
	for _, name := range slices.Sorted(maps.Keys(l.values)) {
		value := l.values[name]
		if value.ContainsMarked() || !value.IsWhollyKnown() {
			fmt.Fprintf(h, "\nvariable %q", name)
			continue
		}
		encoded, err := ctyjson.Marshal(value, value.Type())
		if err != nil {
			continue
		}
		fmt.Fprintf(h, "\nvariable %q %s", name, encoded)
	}
	return hex.EncodeToString(h.Sum(nil))
}
