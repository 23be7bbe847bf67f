package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ecstask/ecstask/field"
)

// TestPlaces looks for what stands in a text at each place, in characters.
func TestPlaces(t *testing.T) {
	const text = "{\"group\": \"éß\U0001F600\", \"tags\": [{\"key\": \"é\"},\r\n\n \t {\"key\":\n\"b\"}], \"é\": 1}"
	for path, want := range map[field.Path]struct{ key, value string }{
		"": {"", "1:1"}, "group": {"1:2", "1:11"}, "tags": {"1:18", "1:26"}, "tags[0]": {"", "1:27"}, "tags[0].key": {"1:28", "1:35"},
		"tags[1]": {"", "3:4"}, "tags[1].key": {"3:5", "4:1"}, field.Path("").Child("é"): {"4:8", "4:13"},
	} {
		got := jsonSpots(text, map[field.Path]bool{path: true})[path]
		show := func(p position) string { return strings.TrimPrefix(fmt.Sprintf("%d:%d", p.line, p.column), "0:0") }
		if show(got.key) != want.key || show(got.value) != want.value {
			t.Errorf("%q: key %s, value %s, want %s", path, show(got.key), show(got.value), want)
		}
	}
	doc := readYAML("group: 'é'\ntags: [{key: é, value: x}]\n", place{})
	if got := doc.spots(nil)["tags[0].value"]; got.key != (position{2, 17}) || got.value != (position{2, 24}) {
		t.Errorf("in YAML: %v", got)
	}
}

// BenchmarkPlaces reports how much longer it takes to find the places in a
// document that is one line: that must not depend on its length.
func BenchmarkPlaces(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		line := `{"tags":[` + strings.Repeat(`{"key":"a","value":"b"},`, n) + `{}]}`
		var indented bytes.Buffer
		if err := json.Indent(&indented, []byte(line), "", " "); err != nil {
			b.Fatal(err)
		}
		all := make(map[field.Path]bool)
		for i := range n {
			p := field.Path("tags").Index(i)
			all[p], all[p.Child("key")], all[p.Child("value")] = true, true, true
		}
		b.Run(fmt.Sprintf("%d-values", 2*n), func(b *testing.B) {
			var oneLine, manyLines time.Duration
			for b.Loop() {
				start := time.Now()
				jsonSpots(line, all)
				middle := time.Now()
				jsonSpots(indented.String(), all)
				oneLine += middle.Sub(start)
				manyLines += time.Since(middle)
			}
			b.ReportMetric(float64(oneLine)/float64(manyLines), "ratio")
		})
	}
}
