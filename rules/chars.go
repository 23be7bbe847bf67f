package rules

// Classes of ASCII characters.
type class uint16

const (
	digit class = 1 << iota
	lowerHex
	letter
	dashOrUnderscore
	slash
	startedBySign // the space and the dot
	roleSign      // + = , . @
	printable     // of ASCII, without the space
	regionChar    // a-z 0-9 -
	plain         // printable, and not in isStray

	nameChar   = letter | digit | dashOrUnderscore
	bucketChar = regionChar // and dots
	idChar     = letter | regionChar
)

var classOf = func() (t [256]class) {
	for c := range t {
		ch := byte(c)
		if '!' <= ch && ch <= '~' {
			t[c] |= printable
			if !isStray(rune(c)) {
				t[c] |= plain
			}
		}
		if '0' <= ch && ch <= '9' {
			t[c] |= digit | lowerHex | regionChar
		}
		if 'a' <= ch && ch <= 'f' {
			t[c] |= lowerHex
		}
		if 'a' <= ch && ch <= 'z' || ch == '-' {
			t[c] |= regionChar
		}
		if 'a' <= ch && ch <= 'z' || 'A' <= ch && ch <= 'Z' {
			t[c] |= letter
		}
	}
	for c, in := range map[class]string{dashOrUnderscore: "-_", slash: "/", startedBySign: " .", roleSign: "+=,.@"} {
		for _, ch := range []byte(in) {
			t[ch] |= c
		}
	}
	return t
}()

func consistsOf(s string, c class) bool {
	for i := range len(s) {
		if classOf[s[i]]&c == 0 {
			return false
		}
	}
	return true
}
