package tree

import (
	"encoding/base64"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
)

// refuse reports the text of a value that should have been something else.
// Only numbers, booleans and timestamps come here, which hold no secrets.
func (d *decoder) refuse(kind field.Kind, text, problem, hint string) {
	d.report(field.Error{Path: d.path(), Kind: kind, Value: echo.Quote(text), Msg: problem, Hint: hint})
}

// text returns the value to be read when it is text to be converted.
func (d *decoder) text() (string, bool) {
	n := d.node()
	return n.Text, n.Kind == String && d.coerce()
}

// The readers of scalars set *v to zero when the value does not fit.

func readInt[T int8 | int16 | int32 | int64](d *decoder, bits int, v *T) error {
	*v = 0
	var n int64
	var err error
	if text, ok := d.text(); ok {
		n, err = parseInt(text, bits)
	} else if node := d.node(); node.Kind == Number {
		n, err = strconv.ParseInt(node.Text, 10, bits)
	} else {
		d.mismatch("an integer", "")
		return nil
	}
	d.unread = false
	switch {
	case err == nil:
		*v = T(n)
	case isRange(err):
		most := int64(1)<<(bits-1) - 1
		d.refuse(field.OutOfRange, d.node().Text, "is out of range", "use "+strconv.FormatInt(-most-1, 10)+" to "+strconv.FormatInt(most, 10))
	default:
		d.refuse(field.Invalid, d.node().Text, "is not a whole number", "write it without a unit or a fraction")
	}
	return nil
}

func (d *decoder) ReadInt8(_ *smithy.Schema, v *int8) error   { return readInt(d, 8, v) }
func (d *decoder) ReadInt16(_ *smithy.Schema, v *int16) error { return readInt(d, 16, v) }
func (d *decoder) ReadInt32(_ *smithy.Schema, v *int32) error { return readInt(d, 32, v) }
func (d *decoder) ReadInt64(_ *smithy.Schema, v *int64) error { return readInt(d, 64, v) }

func (d *decoder) ReadFloat32(_ *smithy.Schema, v *float32) error {
	var f float64
	err := d.ReadFloat64(nil, &f)
	*v = float32(f)
	return err
}

func (d *decoder) ReadFloat64(_ *smithy.Schema, v *float64) error {
	*v = 0
	var err error
	if text, ok := d.text(); ok {
		*v, err = parseFloat(text)
	} else if node := d.node(); node.Kind == Number {
		*v, err = parseFloat(node.Text)
	} else {
		d.mismatch("a number", "")
		return nil
	}
	d.unread = false
	if err != nil {
		*v = 0
		d.refuse(field.Invalid, d.node().Text, "is not a number", "write it without a unit")
	}
	return nil
}

func (d *decoder) ReadBool(_ *smithy.Schema, v *bool) error {
	*v = false
	if node := d.node(); node.Kind == Bool {
		*v = node.Text == "true"
		d.unread = false
		return nil
	}
	if text, ok := d.text(); ok {
		d.unread = false
		switch strings.ToLower(text) {
		case "true", "false":
			*v = strings.ToLower(text) == "true"
		default:
			d.refuse(field.Invalid, text, "is not a boolean", "write true or false")
		}
		return nil
	}
	d.mismatch("a boolean", "")
	return nil
}

func (d *decoder) ReadString(_ *smithy.Schema, v *string) error {
	*v = ""
	switch n := d.node(); n.Kind {
	case String:
		*v = n.Text
		d.unread = false
	case Bytes:
		d.mismatch("a string", "read text with file://")
	case List:
		d.mismatch("a string", d.t.commaHint(n))
	default:
		d.mismatch("a string", "")
	}
	return nil
}

// commaHint returns what to write instead of a list where a text belongs: in
// shorthand, a comma makes a list also without brackets.
func (t *Tree) commaHint(list *Node) string {
	if !t.Coerce || int(list.Pos) >= len(t.Text) || t.Text[list.Pos] == '[' {
		return ""
	}
	return commaInQuotes
}

func (d *decoder) ReadBlob(_ *smithy.Schema, v *[]byte) error {
	*v = nil
	switch n := d.node(); n.Kind {
	case Bytes:
		*v = []byte(n.Text)
		d.unread = false
	case String:
		d.unread = false
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(n.Text), ""))
		if err == nil {
			*v = decoded
			return nil
		}
		d.report(field.Error{
			Path: d.path(), Kind: field.Invalid, Msg: "is not base64",
			Hint: "encode the bytes in base64, or read them from a file with fileb://",
		})
	default:
		d.mismatch("base64 text", "")
	}
	return nil
}

// timeLayouts are the spellings of a timestamp besides seconds since 1970.
// Without an offset from UTC the local time zone is meant, as in the AWS CLI.
var timeLayouts = [...]string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02", "20060102T150405Z0700", "20060102T150405",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04", time.RFC1123, time.RFC1123Z,
}

// maxTime is the last second of the year 9999.
const maxTime = 253402300799

func (d *decoder) ReadTime(_ *smithy.Schema, v *time.Time) error {
	*v = time.Time{}
	n := d.node()
	if n.Kind != String && n.Kind != Number {
		d.mismatch("a timestamp", "")
		return nil
	}
	d.unread = false
	if seconds, err := parseFloat(n.Text); err == nil && math.Abs(seconds) <= maxTime {
		whole, frac := math.Modf(seconds)
		*v = time.Unix(int64(whole), int64(math.Round(frac*1e6))*1e3).UTC()
		return nil
	}
	for _, layout := range timeLayouts {
		if at, err := time.ParseInLocation(layout, n.Text, time.Local); err == nil {
			*v = at
			return nil
		}
	}
	d.refuse(field.Invalid, n.Text, "is not a timestamp", usual["a timestamp"])
	return nil
}

func (d *decoder) ReadBigInt(_ *smithy.Schema, v *big.Int) error {
	v.SetInt64(0)
	n := d.node()
	if n.Kind != String && n.Kind != Number {
		d.mismatch("an integer", "")
		return nil
	}
	d.unread = false
	if _, ok := v.SetString(n.Text, 10); !ok {
		v.SetInt64(0)
		d.refuse(field.Invalid, n.Text, "is not a whole number", "write it without a unit or a fraction")
	}
	return nil
}

func (d *decoder) ReadBigFloat(_ *smithy.Schema, v *big.Float) error {
	v.SetInt64(0)
	n := d.node()
	if n.Kind != String && n.Kind != Number {
		d.mismatch("a number", "")
		return nil
	}
	d.unread = false
	if _, ok := v.SetString(n.Text); !ok {
		v.SetInt64(0)
		d.refuse(field.Invalid, n.Text, "is not a number", "write it without a unit")
	}
	return nil
}
