package dump

import (
	"slices"
	"strings"
)

// safeEncodings are those that a server may have: in none of them is a byte of a
// longer character the same as an ASCII letter, a quote or a backslash. In the ones
// that only clients have (SJIS, BIG5, GBK, GB18030, UHC, JOHAB, SHIFT_JIS_2004) it
// may be; psql then reads by a map of the characters, and a file in one of them
// must be converted before it is restored.
var safeEncodings = strings.Fields(`
	sqlascii utf8 unicode muleinternal koi8 koi8r koi8u eucjp euccn euckr euctw eucjis2004
	latin1 latin2 latin3 latin4 latin5 latin6 latin7 latin8 latin9 latin10
	iso88591 iso88592 iso88593 iso88594 iso88595 iso88596 iso88597 iso88598 iso88599
	iso885910 iso885913 iso885914 iso885915 iso885916
	win866 alt win874 win win1250 win1251 win1252 win1253 win1254 win1255 win1256 win1257 win1258
	windows866 windows874 windows1250 windows1251 windows1252 windows1253 windows1254 windows1255
	windows1256 windows1257 windows1258 abc tcvn tcvn5712 vscii`)

// isSafeEncoding knows an encoding as the server does, which ignores all but
// letters and digits.
func isSafeEncoding(name string) bool {
	var b strings.Builder
	for i := range len(name) {
		if c := lower(name[i]); c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b.WriteByte(c)
		}
	}
	return slices.Contains(safeEncodings, b.String())
}
