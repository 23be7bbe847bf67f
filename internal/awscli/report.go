package awscli

import "testing"

// Report logs how many rows of an oracle agree with aws, and how many do not hold
// for its release. An oracle that has compared nothing has failed.
func Report(t *testing.T, aws *CLI, rows, agreed, skipped int) {
	t.Helper()
	if agreed == 0 {
		t.Error("nothing was compared")
	}
	t.Logf("aws %v: %d of %d rows agree, %d do not hold for this release", aws.Version(), agreed, rows, skipped)
}
