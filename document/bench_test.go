package document_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ecstask/ecstask/document"
)

// BenchmarkRead reads the same request as JSON and as YAML by turns, reports what
// a file costs in each, and the ratio of the two.
func BenchmarkRead(b *testing.B) {
	for _, containers := range []int{1, 10, 100} {
		var json, yaml strings.Builder
		json.WriteString(startJSON[:len(startJSON)-1] + `,"overrides":{"containerOverrides":[`)
		yaml.WriteString(startYAML + "overrides:\n  containerOverrides:\n")
		for i := range containers {
			if i > 0 {
				json.WriteByte(',')
			}
			fmt.Fprintf(&json, `{"name":"app-%d","command":["serve","--verbose"],"memory":512,"environment":[{"name":"STAGE","value":"prod"}]}`, i)
			fmt.Fprintf(&yaml, "  - name: app-%d\n    command: [serve, --verbose]\n    memory: 512\n    environment:\n    - name: STAGE\n      value: prod\n", i)
		}
		json.WriteString("]}}")
		read := func(name, text string) time.Duration {
			begin := time.Now()
			if _, err := document.Read(name, []byte(text)); err != nil {
				b.Fatal(err)
			}
			return time.Since(begin)
		}
		b.Run(fmt.Sprintf("%d-containers", containers), func(b *testing.B) {
			var asJSON, asYAML time.Duration
			for b.Loop() {
				asJSON += read("r.json", json.String())
				asYAML += read("r.yaml", yaml.String())
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(asJSON.Nanoseconds())/float64(b.N), "json-ns")
			b.ReportMetric(float64(asYAML.Nanoseconds())/float64(b.N), "yaml-ns")
			b.ReportMetric(float64(asYAML)/float64(asJSON), "ratio")
		})
	}
}
