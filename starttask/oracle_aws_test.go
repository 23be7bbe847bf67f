package starttask_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/starttask"
	"github.com/google/go-cmp/cmp"
)

// TestOracleCommand lets a shell run each line with the installed aws command,
// and compares what it sends with the request.
func TestOracleCommand(t *testing.T) {
	if os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 runs the lines with the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	defer aws.Close()
	var agreed, skipped int
	for _, tt := range commands {
		t.Run(tt.name, func(t *testing.T) {
			b := tt.builder
			if b.Unchecked().VolumeConfigurations != nil && !awscli.VolumeConfigurations.Holds(aws.Version()) {
				skipped++
				t.Skipf("aws %v does not have --volume-configurations", aws.Version())
			}
			if in := b.Unchecked(); in.TaskDefinition == nil {
				b = b.WithTaskDefinition("web")
			}
			if in := b.Unchecked(); in.ContainerInstances == nil {
				b = b.WithContainerInstances("a")
			}
			line, err := starttask.Command(b.Unchecked())
			if err != nil {
				t.Fatal(err)
			}
			res, err := aws.Capture(t.Context(), shellWords(t, line)...)
			if err != nil {
				t.Fatal(err)
			}
			if res.Request == nil {
				t.Fatalf("%s: exit status %d: %s", line, res.Status, res.Stderr)
			}
			if diff := cmp.Diff(decoded(t, sent(b)), decoded(t, string(res.Request.Body))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", line, diff)
				return
			}
			agreed++
		})
	}
	awscli.Report(t, aws, len(commands), agreed, skipped)
}

func decoded(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
