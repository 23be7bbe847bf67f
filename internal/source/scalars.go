package source

import (
	"errors"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"go.yaml.in/yaml/v4"
)

// plain are the forms of scalars without quotes that are no texts, with their
// tags: those of YAML 1.2 as the AWS CLI reads it, which has YAML 1.1's
// underscores and binary numbers besides.
var plain = []struct {
	tag  string
	form *regexp.Regexp
}{
	{"!!null", regexp.MustCompile(`^(~|null|Null|NULL|)$`)},
	{"!!bool", regexp.MustCompile(`^(true|True|TRUE|false|False|FALSE)$`)},
	{"!!float", regexp.MustCompile(`^([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+([eE][-+][0-9]+)?)$`)},
	{"!!float", regexp.MustCompile(`^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)},
	{"!!int", regexp.MustCompile(`^([-+]?0b[01_]+|[-+]?0o[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+][0-9_]+|[0-9][0-9_]*)$`)},
	{"!!timestamp", regexp.MustCompile(`^[0-9]{4}-([0-9]{2}-[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)$`)},
	{"!!value", regexp.MustCompile(`^(=|<<)$`)},
}

// A constructor reads a scalar of one tag.
type constructor func(s string) (tree.Kind, string, error)

var constructors = map[string]constructor{
	"!!null":      func(string) (tree.Kind, string, error) { return tree.Null, "", nil },
	"!!bool":      yamlBool,
	"!!int":       yamlInt,
	"!!float":     yamlFloat,
	"!!timestamp": refusing("is a date, which JSON does not have"),
	"!!value":     refusing("is reserved in YAML"),
	"!!str":       func(s string) (tree.Kind, string, error) { return tree.String, s, nil },
}

func refusing(msg string) constructor {
	err := errors.New(msg)
	return func(string) (tree.Kind, string, error) { return 0, "", err }
}

func yamlBool(s string) (tree.Kind, string, error) {
	switch strings.ToLower(s) {
	case "true", "yes", "on":
		return tree.Bool, "true", nil
	case "false", "no", "off":
		return tree.Bool, "false", nil
	}
	return 0, "", errors.New("is not a boolean")
}

var errNumber = errors.New("is a number that JSON does not have")

// maxDigits is how long an integer may be, as in Python.
const maxDigits = 4300

func yamlInt(s string) (tree.Kind, string, error) {
	digits := strings.TrimSpace(strings.ReplaceAll(s, "_", ""))
	unsigned := strings.TrimPrefix(strings.TrimPrefix(digits, "-"), "+")
	base := 10
	for prefix, b := range map[string]int{"0b": 2, "0o": 8, "0x": 16} {
		if strings.HasPrefix(unsigned, prefix) {
			base = b
			digits = strings.Replace(digits, prefix, "", 1)
		}
	}
	if len(digits) > maxDigits {
		return 0, "", errNumber
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return 0, "", errors.New("is not an integer")
	}
	return tree.Number, n.String(), nil
}

func yamlFloat(s string) (tree.Kind, string, error) {
	text := strings.TrimSpace(strings.ReplaceAll(s, "_", ""))
	f, err := strconv.ParseFloat(text, 64)
	switch unsigned := strings.ToLower(strings.TrimLeft(text, "-+")); {
	case math.IsNaN(f), math.IsInf(f, 0), unsigned == ".inf", unsigned == ".nan":
		return tree.Number, "NaN", nil
	case err != nil:
		return 0, "", errNumber
	}
	number := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(number, ".e") {
		number += ".0"
	}
	return tree.Number, number, nil
}

// scalar returns the value of a scalar: as its tag says, or what it looks like
// without quotes.
func (c *converter) scalar(n *yaml.Node) (tree.Kind, string) {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	tag := "!!str"
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		tag = n.ShortTag()
	case n.Style&quoted == 0:
		tag = plainTag(n.Value)
	}
	if tag == "!!timestamp" && c.Dates {
		tag = "!!str"
	}
	construct, ok := constructors[tag]
	if !ok {
		c.refuseTag()
		return tree.Null, ""
	}
	kind, text, err := construct(n.Value)
	if err != nil {
		c.refuse(field.Invalid, err.Error(), "put a text in quotes")
	}
	return kind, text
}

// plainTag returns the tag of a scalar without quotes. Nearly all are texts that
// begin with a letter, as none of the other forms does but words.
func plainTag(s string) string {
	if s != "" && ('a' <= s[0]|0x20 && s[0]|0x20 <= 'z') && !strings.Contains("null true false", strings.ToLower(s)) {
		return "!!str"
	}
	for _, row := range plain {
		if row.form.MatchString(s) {
			return row.tag
		}
	}
	return "!!str"
}
