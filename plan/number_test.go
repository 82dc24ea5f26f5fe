package plan

import "testing"

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", -12: "-12", 999: "999", -999: "-999", 1000: "1,000", -100000: "-100,000",
		1531856: "1,531,856", -1 << 63: "-9,223,372,036,854,775,808"} {
		if got := Thousands(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
