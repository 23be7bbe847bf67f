package shorthand

import "strings"

// Character classes of the grammar. The non-ASCII characters up to U+FFFF are
// in every class of a word; those above, whose UTF-8 form begins with a byte
// of 0xF0 or more, are in none.
const (
	classKey    = 1 << iota // stands in a key
	classStart              // begins a word
	classFirst              // stands in a word that may not hold ] or }, besides \
	classSecond             // stands in a word after a comma, which may, besides \
	classSpace              // is skipped between tokens
)

type classes [256]uint8

var (
	braceClasses = newClasses("")
	angleClasses = newClasses(">") // inside <...>, where > ends a word
)

func newClasses(end string) *classes {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	var t classes
	for i := range t {
		c := string([]byte{byte(i)})
		text := '!' <= i && i < 0xF0
		space := '\t' <= i && i <= '\r' || 0x1c <= i && i <= ' '
		for class, in := range map[uint8]bool{
			classKey:    strings.Contains(letters+"0123456789-_.#/:", c),
			classStart:  text && !strings.Contains(`"',=[{`+end, c),
			classFirst:  (text || space) && !strings.Contains(`\"',]}`+end, c),
			classSecond: (text || space) && !strings.Contains(`\"',=`+end, c),
			classSpace:  strings.Contains("\t\n\v\f\r ", c),
		} {
			if in {
				t[i] |= class
			}
		}
	}
	return &t
}
