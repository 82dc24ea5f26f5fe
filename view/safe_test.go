package view

import "testing"

func TestSafeEscapesWhatATerminalWouldObey(t *testing.T) {
	for text, want := range map[string]string{
		"plain":         "plain",
		"Ünï 表 🐘":       "Ünï 表 🐘",
		"a\nb\tc\rd":    `a\nb\tc\rd`,
		"\x1b[31mred":   `\x1b[31mred`,
		"\u009b31m":     `\u009b31m`,
		"left\u202eto":  `left\u202eto`,
		"zero\u200bw":   `zero\u200bw`,
		"bad\xffbytes":  `bad\xffbytes`,
		"tag\U000e0041": `tag\U000e0041`,
		"�":             "�",
	} {
		if got := Safe(text); got != want {
			t.Errorf("Safe(%q) = %q, want %q", text, got, want)
		}
	}
	if got, want := SafeLines("a\r\n\tb\x1b"), "a\n\tb"+`\x1b`; got != want {
		t.Errorf("SafeLines gives %q, want %q", got, want)
	}
}

func TestColumnsCountsWhatATerminalShows(t *testing.T) {
	for text, want := range map[string]int{
		"orders": 6, "表": 2, "e\u0301": 1, "🐘x": 3, "\x1b[31mred\x1b[0m": 3, "≈ 1": 3,
	} {
		if got := columns(text); got != want {
			t.Errorf("columns(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestNumbersForPeople(t *testing.T) {
	for got, want := range map[string]string{
		counted(1190000, false):       "≈ 1,190,000",
		plural(1, "index", "indexes"): "1 index", plural(2, "index", "indexes"): "2 indexes",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := percent(999999, 1000000); got != 99 {
		t.Errorf("an unfinished run shows %d %%", got)
	}
}
