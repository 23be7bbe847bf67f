package fargate

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/internal/echo"
)

// ParseError says why a text is not a task's CPU or memory.
type ParseError struct {
	Quantity string // the API member: "cpu" or "memory"
	Input    string // the text as it was given, of any length
	Reason   string // what is wrong, to follow the input: "is not a whole number of MiB"
	Hint     string // what to write: what was probably meant, or an example
}

// Error returns one line:
//
//	memory: "1G" is not a number of MiB or GB; write "1024" or "1 GB"
//
// It quotes at most 120 bytes of the input.
func (e *ParseError) Error() string {
	return e.Quantity + ": " + echo.Quote(e.Input) + " " + e.Reason + "; " + e.Hint
}

func (q *quantity) syntaxError(s string) error {
	return q.error(s, fmt.Sprintf("is not a number of %s or %s", q.base, q.unit))
}

func (q *quantity) fractionError(s string) error {
	return q.error(s, "is not a whole number of "+q.base)
}

func (q *quantity) rangeError(s string) error {
	return q.error(s, fmt.Sprintf("is more than %d %s", math.MaxInt32, q.base))
}

func (q *quantity) zeroError(s string) error { return q.error(s, "is zero") }

func (q *quantity) error(s, reason string) error {
	hint := "write " + q.spell(q.example) + ", for example"
	if n, ok := q.guess(s); ok {
		hint = "write " + q.spell(n)
	}
	return &ParseError{Quantity: q.name, Input: s, Reason: reason, Hint: hint}
}

// spell returns the spellings of n, quoted: the whole number, and the decimal
// one if it needs no more than two decimals.
func (q *quantity) spell(n int32) string {
	text := strconv.Quote(strconv.Itoa(int(n)))
	if n%(perUnit/4) != 0 {
		return text
	}
	whole := strconv.Itoa(int(n / perUnit))
	if n < perUnit {
		whole = q.zero
	}
	quarters := [...]string{"", ".25", ".5", ".75"}[n%perUnit/(perUnit/4)]
	return fmt.Sprintf("%s or %q", text, whole+quarters+" "+q.unit)
}

// An input longer than maxGuess bytes, or with an exponent longer than
// maxExponent, is not worth a guess.
const maxGuess, maxExponent = 32, len("e+9")

// guess returns what s, which ECS does not take, probably means: a number with a
// plus sign or an exponent, a fraction without its unit, or one of q's slips.
func (q *quantity) guess(s string) (n int32, ok bool) {
	s = strings.Trim(s, space)
	if len(s) > maxGuess {
		return 0, false
	}
	number := s[:len(s)-len(strings.TrimLeft(s, "0123456789.+eE"))]
	unit := strings.ToLower(strings.Trim(s[len(number):], space))
	if e := strings.IndexAny(number, "eE"); e >= 0 && len(number)-e > maxExponent {
		return 0, false
	}
	value, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, false
	}
	scale, ok := q.slips[unit]
	switch {
	case ok:
	case strings.EqualFold(unit, q.unit), unit == "" && strings.Contains(number, "."):
		scale = perUnit
	case unit == "":
		scale = 1
	default:
		return 0, false
	}
	value.Mul(value, big.NewRat(scale, 1))
	if !value.IsInt() || value.Sign() <= 0 || value.Cmp(big.NewRat(math.MaxInt32, 1)) > 0 {
		return 0, false
	}
	return int32(value.Num().Int64()), true
}
