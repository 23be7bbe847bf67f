package document_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
)

// TestPos looks for what stands in a text at each place, in characters and in
// bytes.
func TestPos(t *testing.T) {
	const (
		json  = "{\"group\": \"éß\U0001F600\", \"tags\": [{\"key\": \"é\"},\r\n\n \t {\"key\":\r\"b\"}], \"é\": 1, \"overrides\": {}}"
		yaml  = "\uFEFFgroup: 'é\U0001F600'\r\ntags: [{key: é, value: x}]\u0085overrides:\u2028  cpu: \"1\"\rreferenceId:\n---\nstartedBy: é\n"
		saved = "\uFEFFgroup: &a é\ncluster: *a\n"
	)
	for _, tt := range []struct {
		name, text string
		request    int
		want       map[field.Path]string // and what the text goes on with
	}{
		{"a.json", json, 0, map[field.Path]string{
			"": "1:1 {", "group": "1:11 \"éß", "tags": "1:26 [", "tags[0]": "1:27 {", "tags[0].key": "1:35 \"é\"}",
			"tags[1]": "3:4 {", "tags[1].key": "4:1 \"b\"", field.Path("").Child("é"): "4:13 1,", "overrides": "4:29 {}",
			"tags[2]": "1:26 [", "tags[1].value": "3:4 {", "overrides.cpu": "4:29 {}", "cluster": "1:1 {", "overrides.a.b[3].c": "4:29 {}",
		}},
		{"a.yaml", yaml, 0, map[field.Path]string{
			"": "1:1 group", "group": "1:8 'é", "tags": "2:7 [", "tags[0].key": "2:14 é,", "tags[0].value": "2:24 x}",
			"overrides": "4:3 cpu", "overrides.cpu": "4:8 \"1\"", "overrides.memory": "4:3 cpu", "startedBy": "1:1 group",
		}},
		{"a.yaml", yaml, 1, map[field.Path]string{"": "7:1 startedBy", "startedBy": "7:12 é\n", "group": "7:1 startedBy"}},
		{"b.yaml", saved, 0, map[field.Path]string{"group": "1:8 &a é", "cluster": "2:10 *a"}},
	} {
		doc, _ := document.Read(tt.name, []byte(tt.text))
		for p, want := range tt.want {
			got := doc.Requests[tt.request].Pos(p)
			place, follows, _ := strings.Cut(want, " ")
			if got.String() != place || !strings.HasPrefix(tt.text[got.Offset:], follows) {
				t.Errorf("%s, %q: %v %.10q, want %q", tt.name, p, got, tt.text[got.Offset:], want)
			}
		}
	}
}

// TestFindingsStandInTheText holds each finding to its position.
func TestFindingsStandInTheText(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a.json", `{"a":1,` + "\n" + ` "group": 5, "group": "service:a"}`, "1:1 taskDefinition; 1:2 a; 2:14 group; 2:23 group"},
		{"a.yaml", "a: 1\ngroup: 5\ngroup: service:a\n", "1:1 taskDefinition; 1:1 a; 3:1 group; 3:8 group"},
		{"a.json", `{"tags":[5,{}]}`, "1:1 taskDefinition; 1:10 tags[0]; 1:12 tags[1].key"},
		{"a.yaml", "tags: [!x a, {[a]: 1}, !!timestamp 2020-01-01]", "1:1 taskDefinition; 1:8 tags[0]; 1:14 tags[1]; 1:24 tags[2]"},
		{"a.json", `{"tags":[,]}`, "1:10 "},
		{"a.json", "{\r\"tags\":\r\n[,]}", "3:2 "},
		{"a.json", "\n[]", "2:1 "},
		{"a.yaml", "a: 1\n---\n---\n", "1:1 a; 1:1 taskDefinition; 3:1 ; 4:1 "},
		{"a.yaml", "\na: [\n", "3:1 "},
		{"a.yaml", "- 1", "1:1 "},
		{"a.yaml", "", "1:1 "},
		{"a.json", "", "1:1 "},
		{"a.json", "{\"group\":\"é\xff\"}", "1:12 "},
	} {
		doc, _ := document.Read(tt.name, []byte(tt.text))
		got := make(map[string]bool)
		last := 0
		for _, e := range doc.Check() {
			got[e.Pos.String()+" "+string(e.Path)] = true
			if e.Pos.Offset < last {
				t.Errorf("%s of %q: %v is not in the order of the text", tt.name, tt.text, e)
			}
			last = e.Pos.Offset
		}
		want := strings.Split(tt.want, "; ")
		for _, w := range want {
			if !got[w] {
				t.Errorf("%s of %q: %q is not among %v", tt.name, tt.text, w, got)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s of %q: %v, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

// BenchmarkPlaces reports how much longer it takes to find the places in a
// document that is one line: that must not depend on its length.
func BenchmarkPlaces(b *testing.B) {
	for _, name := range []string{"r.json", "r.yaml"} {
		for _, n := range []int{400, 4000} {
			line := `{"tags":[` + strings.Repeat(`{"key":"","value":"b"},`, n) + `{}]}`
			var indented bytes.Buffer
			if err := json.Indent(&indented, []byte(line), "", " "); err != nil {
				b.Fatal(err)
			}
			one, err := document.Read(name, []byte(line))
			if err != nil {
				b.Fatal(err)
			}
			many, err := document.Read(name, indented.Bytes())
			if err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				var oneLine, manyLines time.Duration
				for b.Loop() {
					begin := time.Now()
					found := len(one.Check())
					middle := time.Now()
					if found < n || len(many.Check()) != found {
						b.Fatalf("%d findings", found)
					}
					oneLine += middle.Sub(begin)
					manyLines += time.Since(middle)
				}
				b.ReportMetric(float64(oneLine)/float64(manyLines), "ratio")
			})
		}
	}
}
