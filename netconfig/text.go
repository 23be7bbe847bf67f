package netconfig

import (
	"encoding"

	"github.com/ecstask/ecstask/internal/textform"
	"github.com/ecstask/ecstask/shorthand"
)

var (
	_ encoding.TextMarshaler   = Config{}
	_ encoding.TextUnmarshaler = (*Config)(nil)
)

// String returns c as MarshalText does. If there is no such text it returns
// the reason, in parentheses.
func (c Config) String() string {
	text, err := c.MarshalText()
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return string(text)
}

// MarshalText returns c in shorthand, or in JSON where shorthand cannot express it:
// for a network configuration without awsvpcConfiguration. The text of the zero
// Config is empty. A subnet or a security group that is not UTF-8 is an error.
func (c Config) MarshalText() ([]byte, error) {
	if c.nc == nil {
		return nil, nil
	}
	text, err := shorthand.Marshal(c.nc)
	return []byte(text), err
}

// UnmarshalText sets *c to what [Parse] reads, or to the zero Config when text
// is empty. It leaves *c alone when it fails. It makes a Config a flag, by
// [flag.TextVar], and a string in JSON files.
func (c *Config) UnmarshalText(text []byte) error { return textform.Text(c, text, Parse) }

// UnmarshalJSON sets *c to what a JSON value says: a string that [Parse] reads, or the
// network configuration itself as an object. null is the zero Config.
func (c *Config) UnmarshalJSON(value []byte) error { return textform.JSON(c, value, Parse) }
