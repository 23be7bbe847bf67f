package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/ecstask/ecstask/internal/awscli"
)

// BenchmarkBudgetProcess runs ecstask and the AWS CLI by turns, each as a process
// that checks the same request and prints a sample answer, and reports the
// ratio of their times. Without the AWS CLI it is skipped, unless ECSTASK_ORACLE
// says that it must be there.
func BenchmarkBudgetProcess(b *testing.B) {
	aws, err := awscli.Find()
	if err != nil && os.Getenv("ECSTASK_ORACLE") != "1" {
		b.Skip(err)
	}
	if err != nil {
		b.Fatal(err)
	}
	program := filepath.Join(b.TempDir(), "ecstask.exe")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	args := []string{
		"start-task", "--cluster", "prod", "--task-definition", "web:7", "--container-instances", instance,
		"--network-configuration", "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],securityGroups=[sg-0123456789abcdef0]}",
		"--overrides", "containerOverrides=[{name=app,command=[migrate],environment=[{name=STAGE,value=prod}],memory=512}]",
		"--tags", "key=team,value=web", "--region", "us-east-1", "--generate-cli-skeleton", "output",
	}
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		res, err := aws.Run(b.Context(), append([]string{"ecs"}, args...)...)
		if err != nil || res.Status != 0 {
			b.Fatalf("%v, %+v", err, res)
		}
		middle := time.Now()
		if out, err := exec.CommandContext(b.Context(), program, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		theirs += middle.Sub(start)
		ours += time.Since(middle)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ours.Seconds()*1000/float64(b.N), "ecstask-ms")
	b.ReportMetric(theirs.Seconds()*1000/float64(b.N), "aws-ms")
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "ratio")
}
