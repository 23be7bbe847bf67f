package ebs_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/field"
)

func ExampleNew() {
	v, err := ebs.New("data", "arn:aws:iam::123456789012:role/ecsInfrastructureRole").
		WithSize(20).
		WithType(ebs.GP3).
		WithIOPS(4000).
		WithThroughput(500).
		WithEncrypted(true).
		WithFilesystem(types.TaskFilesystemTypeExt4).
		WithTag("team", "data").
		WithDeleteOnTermination(false).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*v.Name, *v.ManagedEBSVolume.SizeInGiB, *v.ManagedEBSVolume.VolumeType)
	// Output: data 20 gp3
}

func ExampleVolume_Build() {
	_, err := ebs.New("data", "ecsInfrastructureRole").WithType(ebs.IO2).Build()
	for e := range field.All(err) {
		fmt.Println(e)
	}
	// Output:
	// managedEBSVolume.iops: is required for io2; give 100 to 256000 (volume-iops-required)
	// managedEBSVolume.roleArn: "ecsInfrastructureRole" is not the ARN of an IAM role; write arn:aws:iam::123456789012:role/my-role (volume-role)
	// managedEBSVolume.sizeInGiB: is required without a snapshotId; give the size in GiB, or a snapshot (volume-size-or-snapshot)
}

func ExampleFrom() {
	in := types.TaskVolumeConfiguration{Name: new("data"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{SizeInGiB: new(int32(20))}}
	text, err := ebs.From(in).WithSize(40).MarshalText()
	fmt.Println(string(text), err)
	// Output: managedEBSVolume={sizeInGiB=40},name=data <nil>
}

func ExampleParse() {
	v, err := ebs.Parse("name=data,managedEBSVolume={roleArn=arn:aws:iam::123456789012:role/ecs,sizeInGiB=20}")
	fmt.Println(v, err)
	fmt.Println(*v.Unchecked().ManagedEBSVolume.SizeInGiB)

	_, err = ebs.Parse(`{"name": "data", "managedEBSVolume": {"sizeInGB": 20, "iops": "3000"}}`)
	for e := range field.All(err) {
		fmt.Println(e)
	}
	// Output:
	// volume "data" <nil>
	// 20
	// managedEBSVolume.sizeInGB: is not a member of TaskManagedEBSVolumeConfiguration; did you mean sizeInGiB?
	// managedEBSVolume.iops: "3000" must be an integer, not a string; write a whole number, without quotes
}

// A volume can stand in a configuration file, in either form.
func ExampleVolume_UnmarshalJSON() {
	for _, file := range []string{
		`{"volume": "name=data,managedEBSVolume={sizeInGiB=20}"}`,
		`{"volume": {"name": "data", "managedEBSVolume": {"sizeInGiB": 20}}}`,
	} {
		var config struct{ Volume ebs.Volume }
		err := json.Unmarshal([]byte(file), &config)
		fmt.Println(config.Volume, *config.Volume.Unchecked().ManagedEBSVolume.SizeInGiB, err)
	}
	// Output:
	// volume "data" 20 <nil>
	// volume "data" 20 <nil>
}

func ExampleValidate() {
	err := ebs.Validate(types.TaskVolumeConfiguration{Name: new("data"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{
		RoleArn: new("arn:aws:iam::123456789012:role/ecs"), SizeInGiB: new(int32(20)), VolumeType: new("standard"), Throughput: new(int32(250)),
	}})
	fmt.Println(err)
	// Output: managedEBSVolume.throughput: cannot be set for standard; leave it out, or use gp3 (volume-throughput)
}

// A log gets what is not secret.
func ExampleVolume_LogValue() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	logger.Info("starting", "volume", ebs.New("data", "").WithSize(20).WithTag("password", "hunter2"))
	// Output: level=INFO msg=starting volume.name=data volume.sizeInGiB=20
}
