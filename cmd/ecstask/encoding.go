package main

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ecstask/ecstask/internal/tree"
)

// encoding is a form of Unicode.
type encoding struct {
	width int              // of a unit, in bytes
	order binary.ByteOrder // of the bytes in a unit of several
}

var (
	utf8Text = encoding{1, nil}
	utf16BE  = encoding{2, binary.BigEndian}
	utf16LE  = encoding{2, binary.LittleEndian}
	utf32BE  = encoding{4, binary.BigEndian}
	utf32LE  = encoding{4, binary.LittleEndian}
)

// marks are the byte order marks, in the order in which to look for them.
var marks = []struct {
	bytes    string
	encoding encoding
}{
	{"\x00\x00\xFE\xFF", utf32BE}, {"\xFF\xFE\x00\x00", utf32LE},
	{"\xFE\xFF", utf16BE}, {"\xFF\xFE", utf16LE}, {"\xEF\xBB\xBF", utf8Text},
}

// decode returns the text of a document that is given as bytes, in any form of
// Unicode and without a byte order mark, as Python's JSON reader takes it.
func decode(document []byte) (string, error) {
	text, e := string(document), guess(document)
	for _, m := range marks {
		if rest, ok := strings.CutPrefix(text, m.bytes); ok {
			text, e = rest, m.encoding
			break
		}
	}
	if e == utf8Text {
		return text, tree.CheckText(text)
	}
	var units []uint16
	var runes []rune
	for unit := range slices.Chunk([]byte(text), e.width) {
		switch {
		case len(unit) < e.width:
			return "", errors.New("it ends within a character")
		case e.width == 2:
			units = append(units, e.order.Uint16(unit))
		default:
			runes = append(runes, rune(e.order.Uint32(unit)))
		}
	}
	if e.width == 2 {
		runes = utf16.Decode(units)
	}
	broken := slices.ContainsFunc(runes, func(r rune) bool { return !utf8.ValidRune(r) })
	if broken || e.width == 2 && !slices.Equal(utf16.Encode(runes), units) {
		return "", errors.New("it is not Unicode text")
	}
	return string(runes), nil
}

// guess tells the encoding of a document by the zeros around its first
// characters, which are ASCII.
func guess(document []byte) encoding {
	if len(document) < 4 {
		return utf8Text
	}
	switch zero := [4]bool{document[0] == 0, document[1] == 0, document[2] == 0, document[3] == 0}; {
	case zero[0] && zero[1]:
		return utf32BE
	case zero[0]:
		return utf16BE
	case zero[1] && zero[2] && zero[3]:
		return utf32LE
	case zero[1]:
		return utf16LE
	}
	return utf8Text
}
