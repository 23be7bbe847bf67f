package runtask_test

import (
	"os"
	"testing"

	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/runtask"
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
			in := tt.builder.Unchecked()
			if in.VolumeConfigurations != nil && !awscli.VolumeConfigurations.Holds(aws.Version()) {
				skipped++
				t.Skipf("aws %v does not have --volume-configurations", aws.Version())
			}
			if in.TaskDefinition == nil {
				in.TaskDefinition = new("web")
			}
			switch {
			case !awscli.ClientToken.Holds(aws.Version()):
				in.ClientToken = nil
			case in.ClientToken == nil:
				in.ClientToken = new("token") // or else the AWS CLI makes one up
			}
			line, err := runtask.Command(in)
			if err != nil {
				t.Fatal(err)
			}
			if aws.Sends(t, line, sent(runtask.From(in))) {
				agreed++
			}
		})
	}
	awscli.Report(t, aws, len(commands), agreed, skipped)
}
