package report

import (
	"cmp"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/ecstask/ecstask/rules"
)

// The parts of a SARIF 2.1.0 log that findings need.

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string     `json:"id"`
	ShortDescription *sarifText `json:"shortDescription,omitempty"`
	HelpURI          string     `json:"helpUri"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifLocation struct {
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact struct {
		URI string `json:"uri"`
	} `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

const home = "https://github.com/ecstask/ecstask"

const sarifHead = `{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "columnKind": "unicodeCodePoints",
      "results": `

// sarifFormat writes one run. Findings of no rule, of texts that do not fit a
// request, have their kind as rule. The rules come last: only then is it known
// which there are.
func sarifFormat(w io.Writer, o Options) format {
	driver := sarifDriver{Name: "ecstask", Version: o.Version, InformationURI: home, Rules: []sarifRule{}}
	index := map[string]int{}
	return &jsonLog{w: w, head: sarifHead, indent: "      ", element: func(f Finding) (any, error) {
		id := cmp.Or(f.Rule, string(f.Kind), "problem")
		if _, ok := index[id]; !ok {
			index[id] = len(driver.Rules)
			driver.Rules = append(driver.Rules, sarifRuleOf(id))
		}
		return sarifResult{
			RuleID: id, RuleIndex: index[id], Level: f.Severity.String(),
			Message: sarifText{f.Error.Error()}, Locations: f.locations(),
		}, nil
	}, tail: func() (string, error) {
		tool, err := indented(sarifTool{driver}, "      ")
		return ",\n      \"tool\": " + tool + "\n    }\n  ]\n}", err
	}}
}

func sarifRuleOf(id string) sarifRule {
	if r, ok := rules.Lookup(id); ok {
		return sarifRule{ID: id, ShortDescription: &sarifText{r.What}, HelpURI: r.Source}
	}
	return sarifRule{ID: id, HelpURI: home}
}

func (f Finding) locations() []sarifLocation {
	var l sarifLocation
	if f.IsFile {
		l.Physical = new(sarifPhysical)
		l.Physical.Artifact.URI = fileURI(f.Source)
		if f.Line > 0 {
			l.Physical.Region = &sarifRegion{f.Line, f.Column}
		}
	}
	if f.Path != "" {
		l.Logical = []sarifLogical{{string(f.Path), "member"}}
	}
	if l.Physical == nil && l.Logical == nil {
		return nil
	}
	return []sarifLocation{l}
}

// fileURI returns the name of a file as a reference: relative names stay so.
func fileURI(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
		u.Path = "/" + strings.TrimPrefix(u.Path, "/")
	}
	return u.String()
}
