package config

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRecipeOfTheReadmeLoads(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := exampleForm.FindAllStringSubmatch(string(text), -1)
	if len(examples) != 1 {
		t.Fatalf("%d examples found, want 1", len(examples))
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "readme.poco.hcl"), []byte(examples[0][2]), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, diags := Load(dir, Options{Environ: dummies(examples[0][2])}); len(diags) > 0 {
		t.Error(diags)
	}
	results, _, diags := Format(dir)
	if len(diags) > 0 || len(results) != 1 || results[0].Changed() {
		t.Errorf("the recipe is not formatted: %v\n%s", diags, results[0].Diff())
	}
}
