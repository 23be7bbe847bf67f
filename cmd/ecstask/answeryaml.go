package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// yamlOutput returns v as a YAML document in block style.
func yamlOutput(v any) []byte {
	text, err := yaml.Dump(yamlNode(v), yaml.WithIndent(2), yaml.WithCompactSeqIndent(), yaml.WithLineWidth(-1))
	if err != nil {
		return jsonOutput(v) // which is YAML
	}
	return text
}

func yamlNode(v any) *yaml.Node {
	scalar := func(tag, value string) *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
	}
	switch v := v.(type) {
	case bool:
		return scalar("!!bool", strconv.FormatBool(v))
	case string:
		return yamlText(v)
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return scalar("!!float", v.String())
		}
		return scalar("!!int", v.String())
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, e := range v {
			n.Content = append(n.Content, yamlNode(e))
		}
		return n
	case map[string]any:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			n.Content = append(n.Content, yamlText(name), yamlNode(v[name]))
		}
		return n
	}
	return scalar("!!null", "null")
}

// yamlText returns a text, in quotes unless it begins with a letter and is no word
// with a meaning: numbers, dates and signs have other forms. What else needs quotes,
// the YAML writer knows.
func yamlText(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if !plainText.MatchString(s) || yamlWords[strings.ToLower(s)] {
		n.Style = yaml.SingleQuotedStyle
	}
	return n
}

var plainText = regexp.MustCompile(`^[A-Za-z]`)

var yamlWords = map[string]bool{"null": true, "true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true}
