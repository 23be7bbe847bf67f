package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
)

// TestGoProgramsMakeTheRequest runs what --print go prints.
func TestGoProgramsMakeTheRequest(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles programs")
	}
	start := func(options ...string) []string {
		return append([]string{"start-task", "--task-definition", "web:7", "--container-instances", instance}, options...)
	}
	run := func(options ...string) []string {
		return append([]string{"run-task", "--task-definition", "web:7"}, options...)
	}
	for name, args := range map[string][]string{
		"everything": start("--cli-input-json", string(startTask.skeletonJSON())),
		"builders": start(
			"--cluster", "a", "--tags", "key=a,value=b", "key=c,value=", "--enable-ecs-managed-tags", "--enable-execute-command",
			"--overrides", `containerOverrides=[{name=app,command=[],environment=[{name=A,value='"\n'},{name=B,value="`+"`"+`"}]},{name=sidecar,cpu=0}],ephemeralStorage={sizeInGiB=30}`,
			"--network-configuration", "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],securityGroups=[]}",
			"--volume-configurations", "name=data,managedEBSVolume={roleArn=arn:aws:iam::123456789012:role/ecs,sizeInGiB=20,filesystemType=ext4,tagSpecifications=[{resourceType=volume,tags=[{key=a,value=b}]}]}",
		),
		"literals": start(
			"--network-configuration", "{}", "--reference-id", "r", "--tags", "key=a",
			"--volume-configurations", "name=data,managedEBSVolume={roleArn=arn:aws:iam::123456789012:role/ecs,sizeInGiB=20,tagSpecifications=[]}",
			"--overrides", `{"containerOverrides":[{"name":"a","environment":[]},{"name":"b","environment":[{"name":"A"}]},
				{"name":"c","resourceRequirements":[{"type":"GPU","sharingStrategy":{"nvidiaMps":{"maxComputePercent":50,"memory":512}}}]}]}`,
		),
		"empty-lists":    start("--tags", "--volume-configurations", "--overrides", "containerOverrides=[]"),
		"changed-rules":  start("--container-instances", "i-0123456789abcdef0", "--rule", "instance-ec2-id=warning", "--rule", "instance-id-length=off"),
		"run-everything": run("--cli-input-json", string(runTask.skeletonJSON())),
		"run-placed": run(
			"--count", "3", "--capacity-provider-strategy", "capacityProvider=a,weight=1", "capacityProvider=b,base=1", "--client-token", "t",
			"--placement-constraints", "type=distinctInstance", "type=memberOf,expression=attribute:a exists",
			"--placement-strategy", "type=spread,field=attribute:ecs.availability-zone", "type=binpack,field=memory", "type=random",
		),
	} {
		t.Run(name, func(t *testing.T) {
			status, request, problems := ecstask(t, args...)
			if status != statusOK {
				t.Fatal(problems)
			}
			_, code, _ := ecstask(t, append(args, "--print", "go")...)
			file := filepath.Join(t.TempDir(), "main.go")
			if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			program := exec.CommandContext(t.Context(), "go", "run", file)
			program.Stderr = &stderr
			out, err := program.Output()
			if err != nil {
				t.Fatalf("%v\n%s\n%s\n%s", err, out, &stderr, code)
			}
			if got, want := sent(t, out), sent(t, []byte(request)); !reflect.DeepEqual(got, want) {
				t.Errorf("the program makes\n%s\nand not\n%s\n%s", out, request, code)
			}
		})
	}
}
