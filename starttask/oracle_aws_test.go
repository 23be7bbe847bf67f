package starttask_test

import (
	"os"
	"testing"

	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/starttask"
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
			if aws.Sends(t, line, sent(b)) {
				agreed++
			}
		})
	}
	awscli.Report(t, aws, len(commands), agreed, skipped)
}
