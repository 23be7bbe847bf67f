package ecstest_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestUnknownValues gives enums values that ECS does not have and, where there is
// no message, each that it has.
func TestUnknownValues(t *testing.T) {
	_, c, instance := newRefusing(t)
	ctx := t.Context()
	var (
		listTasks = func(in ecs.ListTasksInput) error { _, err := c.ListTasks(ctx, &in); return err }
		list      = func(status types.ContainerInstanceStatus) error {
			_, err := c.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{Status: status})
			return err
		}
		tasks = func(include ...types.TaskField) error {
			_, err := c.DescribeTasks(ctx, &ecs.DescribeTasksInput{Tasks: []string{absent}, Include: include})
			return err
		}
		definition = func(include ...types.TaskDefinitionField) error {
			_, err := c.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: new("web"), Include: include})
			return err
		}
		instances = func(include ...types.ContainerInstanceField) error {
			_, err := c.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{ContainerInstances: []string{instance}, Include: include})
			return err
		}
		clusters = func(include ...types.ClusterField) error {
			_, err := c.DescribeClusters(ctx, &ecs.DescribeClustersInput{Include: include})
			return err
		}
	)
	const (
		taskFields     = "include should be one of [TAGS]"
		instanceFields = "include should be one of [TAGS,CONTAINER_INSTANCE_HEALTH]"
		clusterFields  = "include should be one of [ATTACHMENTS,CONFIGURATIONS,SETTINGS,STATISTICS,TAGS]"
		desired        = "desiredStatus should be one of [RUNNING,PENDING,STOPPED]"
		launch         = "launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]"
		status         = "status should be one of [ACTIVE,DRAINING,REGISTERING,DEREGISTERING,REGISTRATION_FAILED,INACTIVE]"
	)
	for _, tt := range []struct {
		name    string
		err     error
		message string
	}{
		{"tasks", tasks(types.TaskField("").Values()...), ""},
		{"tasks: unknown", tasks(types.TaskFieldTags, "TAG"), taskFields},
		{"tasks: lower case", tasks("tags"), taskFields},
		{"tasks: empty", tasks(""), taskFields},
		{"definition", definition(types.TaskDefinitionField("").Values()...), ""},
		{"definition: unknown", definition("ALL"), taskFields},
		{"instances", instances(types.ContainerInstanceField("").Values()...), ""},
		{"instances: unknown", instances("HEALTH"), instanceFields},
		{"clusters", clusters(types.ClusterField("").Values()...), ""},
		{"clusters: unknown", clusters("CAPACITY_PROVIDERS"), clusterFields},
		{"list: desired statuses", listTasks(ecs.ListTasksInput{DesiredStatus: types.DesiredStatusPending}), ""},
		{"list: unknown desired status", listTasks(ecs.ListTasksInput{DesiredStatus: "DEPROVISIONING"}), desired},
		{"list: launch type", listTasks(ecs.ListTasksInput{LaunchType: types.LaunchTypeManagedInstances}), ""},
		{"list: unknown launch type", listTasks(ecs.ListTasksInput{LaunchType: "FARGATE_SPOT"}), launch},
		{"instances: deregistering", list(types.ContainerInstanceStatusDeregistering), ""},
		{"instances: inactive", list("INACTIVE"), ""},
		{"instances: unknown status", list("RUNNING"), status},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code := invalid
			if tt.message == "" {
				code = ""
			}
			refused(t, tt.err, code, tt.message)
		})
	}
}

// TestFiltersBesideStartedBy lists by several filters: startedBy has to be alone,
// but for the desired status, with which others were seen to use it.
func TestFiltersBesideStartedBy(t *testing.T) {
	_, c, instance := newRefusing(t)
	const message = "cannot specify startedBy with other arguments"
	for _, tt := range []struct {
		name    string
		in      ecs.ListTasksInput
		message string
	}{
		{"alone", ecs.ListTasksInput{}, ""},
		{"page", ecs.ListTasksInput{MaxResults: new(int32(1)), Cluster: new("default")}, ""},
		{"desired status", ecs.ListTasksInput{DesiredStatus: types.DesiredStatusStopped}, ""},
		{"family", ecs.ListTasksInput{Family: new("web")}, message},
		{"launch type", ecs.ListTasksInput{LaunchType: types.LaunchTypeEc2}, message},
		{"instance", ecs.ListTasksInput{ContainerInstance: &instance}, message},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.in.StartedBy = new("x")
			_, err := c.ListTasks(t.Context(), &tt.in)
			code := invalid
			if tt.message == "" {
				code = ""
			}
			refused(t, err, code, tt.message)
		})
	}
}

// TestUnknownValuesOfRequests gives StartTask and RunTask what they do not know.
func TestUnknownValuesOfRequests(t *testing.T) {
	srv, c, instance := newRefusing(t)
	srv.AddTaskDefinition("volume", func(d *types.TaskDefinition) {
		d.Volumes = []types.Volume{{Name: new("data"), ConfiguredAtLaunch: new(true)}}
	})
	requirement := func(kind types.ResourceType) *types.TaskOverride {
		return override(types.ContainerOverride{Name: new("app"), ResourceRequirements: []types.ResourceRequirement{{Type: kind, Value: new("1")}}})
	}
	file := func(kind types.EnvironmentFileType) *types.TaskOverride {
		return override(types.ContainerOverride{Name: new("app"), EnvironmentFiles: []types.EnvironmentFile{{Type: kind, Value: new("arn:aws:s3:::bucket/a.env")}}})
	}
	accelerator := func(name string) *types.TaskOverride {
		return &types.TaskOverride{InferenceAcceleratorOverrides: []types.InferenceAcceleratorOverride{{DeviceName: &name, DeviceType: new("eia2.medium")}}}
	}
	publicIP := func(ip types.AssignPublicIp) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) {
			in.TaskDefinition, in.NetworkConfiguration = new("vpc"), network("subnet-a")
			in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = ip
		}
	}
	volume := func(ebs types.TaskManagedEBSVolumeConfiguration) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) {
			ebs.RoleArn, ebs.SizeInGiB = new("arn:aws:iam::123456789012:role/volumes"), new(int32(10))
			in.TaskDefinition = new("volume")
			in.VolumeConfigurations = []types.TaskVolumeConfiguration{{Name: new("data"), ManagedEBSVolume: &ebs}}
		}
	}
	tagged := func(kind types.EBSResourceType, from types.PropagateTags) func(*ecs.RunTaskInput) {
		return volume(types.TaskManagedEBSVolumeConfiguration{TagSpecifications: []types.EBSTagSpecification{{ResourceType: kind, PropagateTags: from}}})
	}
	with := func(o *types.TaskOverride) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) { in.Overrides = o }
	}
	tags := func(from types.PropagateTags) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) { in.PropagateTags = from }
	}
	const (
		accelerators = "Unsupported field 'inferenceAcceleratorOverrides'."
		resources    = "resource type should be one of [GPU,InferenceAccelerator,NeuronDevice]"
		propagation  = "Invalid value for propagateTags"
	)
	for _, tt := range []struct {
		name          string
		edit          func(*ecs.RunTaskInput)
		code, message string
	}{
		{"accelerator", with(accelerator("device_1")), client, accelerators},
		{"no accelerator", with(&types.TaskOverride{InferenceAcceleratorOverrides: []types.InferenceAcceleratorOverride{}}), "", ""},
		{"resource", with(requirement("TPU")), invalid, resources},
		{"resource in lower case", with(requirement("gpu")), invalid, resources},
		{"retired resource", with(requirement(types.ResourceTypeInferenceAccelerator)), "UnsupportedFeatureException", "ecstest does not provide the resource InferenceAccelerator"},
		{"environment file", with(file(types.EnvironmentFileTypeS3)), "", ""},
		{"environment file from elsewhere", with(file("ssm")), invalid, "environment file type should be one of [s3]"},
		{"ephemeral storage on EC2", with(&types.TaskOverride{EphemeralStorage: &types.EphemeralStorage{SizeInGiB: 21}}), client, "Tasks using the EC2 launch type do not support EphemeralStorage."},
		{"public IP", publicIP(types.AssignPublicIpDisabled), "", ""},
		{"unknown public IP", publicIP("YES"), invalid, "assignPublicIp should be one of [ENABLED,DISABLED]"},
		{"tags of the definition", tags(types.PropagateTagsTaskDefinition), "", ""},
		{"tags of nothing", tags(types.PropagateTagsNone), "", ""},
		{"tags of something else", tags("task_definition"), invalid, propagation},
		{"volume", tagged(types.EBSResourceTypeVolume, types.PropagateTagsTaskDefinition), "", ""},
		{"file system", volume(types.TaskManagedEBSVolumeConfiguration{FilesystemType: types.TaskFilesystemTypeXfs}), "", ""},
		{"unknown file system", volume(types.TaskManagedEBSVolumeConfiguration{FilesystemType: "zfs"}), invalid, "filesystemType should be one of [ext3,ext4,xfs,ntfs]"},
		{"tags of another resource", tagged("instance", ""), invalid, "resourceType should be one of [volume]"},
		{"tags of a volume from elsewhere", tagged(types.EBSResourceTypeVolume, "TASK"), invalid, propagation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run := &ecs.RunTaskInput{TaskDefinition: new("web")}
			tt.edit(run)
			_, err := c.RunTask(t.Context(), run)
			refused(t, err, tt.code, tt.message)
			_, err = c.StartTask(t.Context(), &ecs.StartTaskInput{
				ContainerInstances: []string{instance}, TaskDefinition: run.TaskDefinition, Overrides: run.Overrides,
				NetworkConfiguration: run.NetworkConfiguration, PropagateTags: run.PropagateTags, VolumeConfigurations: run.VolumeConfigurations,
			})
			refused(t, err, tt.code, tt.message)
		})
	}
}

// TestUnknownValuesOfRunTask gives RunTask what StartTask does not have.
func TestUnknownValuesOfRunTask(t *testing.T) {
	_, c, _ := newRefusing(t)
	on := func(launch types.LaunchType, edit func(*ecs.RunTaskInput)) *ecs.RunTaskInput {
		in := &ecs.RunTaskInput{TaskDefinition: new("web"), LaunchType: launch}
		if launch == types.LaunchTypeFargate {
			in.TaskDefinition, in.NetworkConfiguration = new("fargate"), network("subnet-a")
		}
		edit(in)
		return in
	}
	fargate := func(edit func(*ecs.RunTaskInput)) *ecs.RunTaskInput { return on(types.LaunchTypeFargate, edit) }
	version := func(v string) *ecs.RunTaskInput {
		return fargate(func(in *ecs.RunTaskInput) { in.PlatformVersion = &v })
	}
	storage := func(gib int32) *ecs.RunTaskInput {
		return fargate(func(in *ecs.RunTaskInput) {
			in.Overrides = &types.TaskOverride{EphemeralStorage: &types.EphemeralStorage{SizeInGiB: gib}}
		})
	}
	nothing := func(*ecs.RunTaskInput) {}
	const (
		launch   = "launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]"
		platform = "The specified platform does not exist."
		unknown  = "PlatformUnknownException"
	)
	for _, tt := range []struct {
		name          string
		in            *ecs.RunTaskInput
		code, message string
	}{
		{"launch type in lower case", on("ec2", nothing), invalid, launch},
		{"launch type of a provider", on("FARGATE_SPOT", nothing), invalid, launch},
		{"platform 1.4.0", version("1.4.0"), "", ""},
		{"latest platform", version("LATEST"), "", ""},
		{"latest platform in lower case", version("latest"), "", ""},
		{"empty platform", version(""), "", ""},
		{"a platform to come", version("2.10.0"), "", ""},
		{"platform 1.4", version("1.4"), unknown, platform},
		{"platform by name", version("linux"), unknown, platform},
		{"20 GiB", storage(20), client, "EphemeralStorage size should be at least 21"},
		{"21 GiB", storage(21), "", ""},
		{"200 GiB", storage(200), "", ""},
		{"201 GiB", storage(201), client, "EphemeralStorage size should be at most 200"},
		{"GPU on Fargate", fargate(func(in *ecs.RunTaskInput) {
			in.Overrides = override(types.ContainerOverride{Name: new("app"), ResourceRequirements: []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new("1")}}})
		}), client, "Tasks using the Fargate launch type do not support GPU resource requirements."},
		{"token of 64", on("", func(in *ecs.RunTaskInput) { in.ClientToken = new(strings.Repeat("a", 64)) }), "", ""},
		{"token of 65", on("", func(in *ecs.RunTaskInput) { in.ClientToken = new(strings.Repeat("a", 65)) }), invalid, "idempotency token longer than 64."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := c.RunTask(t.Context(), tt.in)
			refused(t, err, tt.code, tt.message)
			if err == nil && tt.in.LaunchType == types.LaunchTypeFargate && !strings.HasSuffix(*out.Tasks[0].PlatformVersion, ".0") {
				t.Errorf("the platform is %s", *out.Tasks[0].PlatformVersion)
			}
		})
	}
}
