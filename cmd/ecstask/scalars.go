package main

import (
	"errors"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
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

// constructors write the JSON of scalars, by their tags.
var constructors = map[string]func(s string) (string, error){
	"!!null":      func(string) (string, error) { return "null", nil },
	"!!bool":      yamlBool,
	"!!int":       yamlInt,
	"!!float":     yamlFloat,
	"!!timestamp": func(string) (string, error) { return "", errors.New("is a date, which a request cannot hold") },
	"!!value":     func(string) (string, error) { return "", errors.New("is a sign with a meaning in YAML") },
	"!!str":       func(s string) (string, error) { return string(wire.AppendString(nil, s)), nil },
}

func yamlBool(s string) (string, error) {
	switch strings.ToLower(s) {
	case "true", "yes", "on":
		return "true", nil
	case "false", "no", "off":
		return "false", nil
	}
	return "", errors.New("is no boolean")
}

// maxDigits is how long an integer may be, as in Python.
const maxDigits = 4300

func yamlInt(s string) (string, error) {
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
		return "", errors.New("is a number that a request cannot hold")
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return "", errors.New("is no integer")
	}
	return n.String(), nil
}

func yamlFloat(s string) (string, error) {
	text := strings.TrimSpace(strings.ReplaceAll(s, "_", ""))
	f, err := strconv.ParseFloat(text, 64)
	switch unsigned := strings.ToLower(strings.TrimLeft(text, "-+")); {
	case math.IsNaN(f), math.IsInf(f, 0), unsigned == ".inf", unsigned == ".nan":
		return "NaN", nil
	case err != nil:
		return "", errors.New("is a number that a request cannot hold")
	}
	number := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(number, ".e") {
		number += ".0"
	}
	return number, nil
}

// scalar writes a scalar: as its tag says, or what it looks like without quotes.
func (c *converter) scalar(n *yaml.Node, p field.Path) {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	tag := "!!str"
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		tag = n.ShortTag()
	case n.Style&quoted == 0:
		for _, row := range plain {
			if row.form.MatchString(n.Value) {
				tag = row.tag
				break
			}
		}
	}
	construct, ok := constructors[tag]
	if !ok {
		c.refuseTag(p)
		return
	}
	text, err := construct(n.Value)
	if err != nil {
		c.refuse(p, err.Error(), "put a text in quotes")
		return
	}
	c.json = append(c.json, text...)
}
