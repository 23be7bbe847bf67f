package rules

// Classes of ASCII characters, each with a bit of its own.
type class uint16

const (
	digit class = 1 << iota
	lowerHex
	nameChar
	startedByChar // nameChar / . and the space
	attributeChar // nameChar / . \
	roleChar      // nameChar + = , . @
	regionChar    // a-z 0-9 -
	idChar        // a-z A-Z 0-9 -
	printable     // of ASCII, without the space
	plain         // printable, and not in isStray

	bucketChar = regionChar // and dots
)

var classOf = func() (t [256]class) {
	const (
		digits = "0123456789"
		lower  = "abcdefghijklmnopqrstuvwxyz"
		all    = digits + lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		name   = all + "-_"
	)
	for c, in := range map[class]string{
		digit: digits, lowerHex: digits + "abcdef", regionChar: digits + lower + "-", idChar: all + "-",
		nameChar: name, startedByChar: name + "/. ", attributeChar: name + `/.\`, roleChar: name + "+=,.@",
	} {
		for _, ch := range []byte(in) {
			t[ch] |= c
		}
	}
	for ch := '!'; ch <= '~'; ch++ {
		if t[ch] |= printable; !isStray(ch) {
			t[ch] |= plain
		}
	}
	return t
}()

// consistsOf reports whether all of s is of one class.
func consistsOf(s string, c class) bool {
	for i := range len(s) {
		c &= classOf[s[i]]
	}
	return c != 0
}
