package main

import (
	"strings"
	"testing"
)

// TestGlobalOptions takes and refuses what the AWS CLI does, whether the
// request is sent or not.
func TestGlobalOptions(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, tt := range []struct {
		option, value string
		want          bool
	}{
		{"--region", "us-east-1", true},
		{"--region", "", true},
		{"--region", "a", true},
		{"--region", "US-EAST-1", true},
		{"--region", long, true},
		{"--region", long + "a", false},
		{"--region", "us_east_1", false},
		{"--region", "us east 1", false},
		{"--region", "-us", false},
		{"--region", "us-", false},
		{"--region", "123", false},
		{"--region", "us-east-1.example.com", false},
		{"--region", "é", false},
		{"--region", "us-east-1\n", false},
		{"--region", "file://region", false},

		{"--endpoint-url", "http://127.0.0.1:8000", true},
		{"--endpoint-url", "HTTPS://localhost", true},
		{"--endpoint-url", "http://a.b./path", true},
		{"--endpoint-url", "http://[::1]:8000", true},
		{"--endpoint-url", "http://user:password@a.b:1", true},
		{"--endpoint-url", "", false},
		{"--endpoint-url", "localhost", false},
		{"--endpoint-url", "localhost:8000", false},
		{"--endpoint-url", "//localhost", false},
		{"--endpoint-url", "ftp://localhost", false},
		{"--endpoint-url", "http://", false},
		{"--endpoint-url", "http:///path", false},
		{"--endpoint-url", "http:localhost", false},
		{"--endpoint-url", "http://a_b", false},
		{"--endpoint-url", "http://-a", false},
		{"--endpoint-url", "http://a..b", false},
		{"--endpoint-url", "http://a b", false},
		{"--endpoint-url", "http://é.com", false},
		{"--endpoint-url", "http://" + long + "a", false},
		{"--endpoint-url", "http://localhost:65536", false},
		{"--endpoint-url", "http://localhost:x", false},
		{"--endpoint-url", "http://user:hunter2@", false},
	} {
		line := []string{"start-task", "--task-definition", "web:7", "--container-instances", instance, tt.option + "=" + tt.value}
		status, stdout, stderr := ecstask(t, line...)
		if got := status == statusOK; got != tt.want || !got && (status != statusUsage || stdout != "" || !strings.Contains(stderr, tt.option)) {
			t.Errorf("%s %q: status %d, %s", tt.option, tt.value, status, stderr)
		}
		if strings.Contains(stderr, "hunter2") {
			t.Errorf("%q is shown: %s", tt.value, stderr)
		}
		if !tt.want {
			if status, _, _ := ecstask(t, append(line, "--submit")...); status != statusUsage {
				t.Errorf("%s %q --submit: status %d", tt.option, tt.value, status)
			}
		}
	}
}
