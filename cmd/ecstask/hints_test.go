package main

import (
	"os"
	"strings"
	"testing"
)

// TestForgottenFileScheme gives names of files where the AWS CLI would read a
// file only behind file://.
func TestForgottenFileScheme(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("ov.json", []byte(`{"cpu":"256"}`), 0o600); err != nil { // that it is there makes no difference
		t.Fatal(err)
	}
	const slash = "to read a file, write file:// before its name"
	for _, tt := range []struct{ option, value, hint string }{
		{"--cli-input-json", "req.json", "to read a file, write file://req.json"},
		{"--cli-input-json", "/srv/req.json", "to read a file, write file:///srv/req.json"},
		{"--cli-input-json", "file:/srv/req.json", "to read a file, write file:///srv/req.json"},
		{"--cli-input-json", "dir/request", slash},
		{"--cli-input-yaml", "req.yaml", "to read a file, write file://req.yaml"},
		{"--cli-input-yaml", "my req.YML", "to read a file, write file://my req.YML"},
		{"--cli-input-yaml", "./request", slash},
		{"--overrides", "ov.json", "to read a file, write file://ov.json"},
		{"--overrides", `dir\ov.json`, `to read a file, write file://dir\ov.json`},
		{"--overrides", "~/overrides", slash},
		{"--network-configuration", "./net.json", "to read a file, write file://./net.json"},
		{"--network-configuration", "../net.json", "to read a file, write file://../net.json"},
		{"--network-configuration", "net.yaml", "to read a file, write file://net.yaml"},
		{"--tags", "tags.json", "to read a file, write file://tags.json"},
		{"--volume-configurations", "./v.json", "to read a file, write file://./v.json"},

		{"--cli-input-json", `{"cluster": "a/b.json"`, ""},
		{"--cli-input-json", `"a/b.json"=`, ""},
		{"--cli-input-yaml", "cluster: [a/b", ""},
		{"--cli-input-yaml", "cluster: a/b.json", ""},
		{"--cli-input-yaml", "clustre: a/b", ""},
		{"--overrides", "cpu=256,a/b", ""},
		{"--overrides", "hunter2", ""},
		{"--overrides", "a\nb.json", ""},
		{"--overrides", strings.Repeat("x", 1000) + ".json", ""},
		{"--tags", "key=a,b.json", ""},
		{"--cluster", "req.json", ""},
		{"--task-definition", "td.json", ""},
		{"--group", "a/b.json", ""},
	} {
		status, _, stderr := ecstask(t, "start-task", tt.option, tt.value)
		if has := strings.Contains(stderr, "to read a file"); status == statusOK || has != (tt.hint != "") || !strings.Contains(stderr, tt.hint) {
			t.Errorf("%s %.100s: status %d\n%s", tt.option, tt.value, status, stderr)
		}
	}
}

// TestOptionsOfOtherPlaces gives options that the request does not have, but some
// other thing does, as a document may give such members.
func TestOptionsOfOtherPlaces(t *testing.T) {
	for _, tt := range []struct{ option, want string }{
		{"--launch-type", "launchType is a member of RunTask; StartTask does not have it"},
		{"--count", "count is a member of RunTask; StartTask does not have it"},
		{"--count=2", "count is a member of RunTask; StartTask does not have it"},
		{"--platform-version", "platformVersion is a member of RunTask; StartTask does not have it"},
		{"--capacity-provider-strategy", "capacityProviderStrategy is a member of RunTask; StartTask does not have it"},
		{"--placement-constraints", "placementConstraints is a member of RunTask; StartTask does not have it"},
		{"--placement-strategy", "placementStrategy is a member of RunTask; StartTask does not have it"},
		{"--client-token", "clientToken is a member of RunTask; StartTask does not have it"},
		{"--subnets", "subnets is a member of networkConfiguration.awsvpcConfiguration"},
		{"--assign-public-ip", "assignPublicIp is a member of networkConfiguration.awsvpcConfiguration"},
		{"--environment", "environment is a member of overrides.containerOverrides[]"},
		{"--task-role-arn", "taskRoleArn is a member of overrides"},
		{"--image", "image is a member of a task definition's container; it cannot be overridden"},
		{"--desired-count", ""},
		{"--launchtype", ""},
	} {
		name, _, _ := strings.Cut(tt.option, "=")
		status, _, stderr := ecstask(t, "start-task", "--task-definition", "web:7", "--container-instances", instance, tt.option, "FARGATE")
		if status != statusUsage || !strings.HasPrefix(stderr, "error: unknown option "+name) || strings.Contains(stderr, "is a member of") != (tt.want != "") || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: status %d, %s", tt.option, status, stderr)
		}
	}
}
