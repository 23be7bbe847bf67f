package rules_test

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/field"
)

type (
	input     = ecs.StartTaskInput
	awsvpc    = types.AwsVpcConfiguration
	override  = types.TaskOverride
	container = types.ContainerOverride
	variable  = types.KeyValuePair
	envFile   = types.EnvironmentFile
	resource  = types.ResourceRequirement
	volume    = types.TaskManagedEBSVolumeConfiguration
	volumeTag = types.EBSTagSpecification
	tag       = types.Tag
)

const (
	instanceA = "0123456789abcdef0123456789abcdef"
	instanceB = "fedcba9876543210fedcba9876543210"
	instance3 = "01234567-89ab-cdef-0123-456789abcdef" // an old id

	inECS      = "arn:aws:ecs:us-east-1:123456789012:"
	clusterARN = inECS + "cluster/production"
	taskARN    = inECS + "task-definition/web:7"
	shortARN   = inECS + "container-instance/" + instanceA
	longARN    = inECS + "container-instance/production/" + instanceA
	otherARN   = inECS + "container-instance/other/" + instanceB
	taskRole   = "arn:aws:iam::123456789012:role/ecs/task-role"
	roleARN    = "arn:aws:iam::123456789012:role/ecs/infrastructure"
	objectARN  = "arn:aws:s3:::my-bucket/app.env"
)

// valid returns a request that has as much as it can without a finding.
func valid() *input {
	return &input{
		Cluster:              new("production"),
		ContainerInstances:   []string{instanceA, instanceB},
		EnableECSManagedTags: true,
		EnableExecuteCommand: true,
		Group:                new("family:web"),
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &awsvpc{
			AssignPublicIp: types.AssignPublicIpDisabled,
			SecurityGroups: []string{"sg-0123456789abcdef0"},
			Subnets:        []string{"subnet-0123456789abcdef0", "subnet-01234567"},
		}},
		Overrides: &override{
			ContainerOverrides: []container{{
				Name:                 new("app"),
				Command:              []string{"serve", "--port", "8080"},
				Cpu:                  new(int32(256)),
				Environment:          []variable{{Name: new("STAGE"), Value: new("test")}, {Name: new("EMPTY"), Value: new("")}},
				EnvironmentFiles:     []envFile{{Type: types.EnvironmentFileTypeS3, Value: new(objectARN)}},
				Memory:               new(int32(512)),
				MemoryReservation:    new(int32(256)),
				ResourceRequirements: []resource{{Type: types.ResourceTypeGpu, Value: new("1")}},
			}, {
				Name: new("sidecar"),
			}},
			Cpu:              new("1024"),
			ExecutionRoleArn: new(taskRole),
			Memory:           new("2 GB"),
			TaskRoleArn:      new(taskRole),
		},
		PropagateTags:  types.PropagateTagsTaskDefinition,
		StartedBy:      new("deploy/42"),
		Tags:           []tag{{Key: new("team"), Value: new("infra")}, {Key: new("bare")}},
		TaskDefinition: new("web:7"),
		VolumeConfigurations: []types.TaskVolumeConfiguration{{
			Name: new("data"),
			ManagedEBSVolume: &volume{
				Encrypted:                new(true),
				FilesystemType:           types.TaskFilesystemTypeXfs,
				Iops:                     new(int32(3000)),
				KmsKeyId:                 new("alias/data"),
				RoleArn:                  new(roleARN),
				SizeInGiB:                new(int32(100)),
				SnapshotId:               new("snap-0123456789abcdef0"),
				TagSpecifications:        []volumeTag{{ResourceType: types.EBSResourceTypeVolume, Tags: []tag{{Key: new("team"), Value: new("infra")}}}},
				TerminationPolicy:        &types.TaskManagedEBSVolumeTerminationPolicy{DeleteOnTermination: new(false)},
				Throughput:               new(int32(250)),
				VolumeInitializationRate: new(int32(200)),
				VolumeType:               new("gp3"),
			},
		}},
	}
}

// A change makes another request of the valid one.
type change func(*input)

func nothing(*input) {}

func both(changes ...change) change {
	return func(in *input) {
		for _, c := range changes {
			c(in)
		}
	}
}

// Changes of one member.

func cluster(s string) change      { return func(in *input) { in.Cluster = &s } }
func task(s string) change         { return func(in *input) { in.TaskDefinition = &s } }
func instances(s ...string) change { return func(in *input) { in.ContainerInstances = s } }
func startedBy(s string) change    { return func(in *input) { in.StartedBy = &s } }
func group(s string) change        { return func(in *input) { in.Group = &s } }
func tags(t ...tag) change         { return func(in *input) { in.Tags = t } }

func network(f func(*awsvpc)) change {
	return func(in *input) { f(in.NetworkConfiguration.AwsvpcConfiguration) }
}

func subnets(s ...string) change        { return network(func(v *awsvpc) { v.Subnets = s }) }
func securityGroups(s ...string) change { return network(func(v *awsvpc) { v.SecurityGroups = s }) }

func overrides(f func(*override)) change { return func(in *input) { f(in.Overrides) } }

func app(f func(*container)) change {
	return overrides(func(o *override) { f(&o.ContainerOverrides[0]) })
}

func sidecar(f func(*container)) change {
	return overrides(func(o *override) { f(&o.ContainerOverrides[1]) })
}

func environment(e ...variable) change { return app(func(c *container) { c.Environment = e }) }
func files(f ...envFile) change        { return app(func(c *container) { c.EnvironmentFiles = f }) }
func resources(q ...resource) change   { return app(func(c *container) { c.ResourceRequirements = q }) }

func taskSize(cpu, memory string) change {
	return overrides(func(o *override) {
		o.Cpu, o.Memory = &cpu, &memory
		o.ContainerOverrides = nil // they would not fit into a small task
	})
}

func ebs(f func(*volume)) change {
	return func(in *input) { f(in.VolumeConfigurations[0].ManagedEBSVolume) }
}

// bare changes the volume without what depends on its type.
func bare(volumeType string, f func(*volume)) change {
	return ebs(func(v *volume) {
		v.VolumeType, v.Iops, v.Throughput, v.SizeInGiB = &volumeType, nil, nil, new(int32(200))
		f(v)
	})
}

// many returns element(0), element(1), ... element(n-1).
func many[E any](n int, element func(i int) E) []E {
	list := make([]E, n)
	for i := range list {
		list[i] = element(i)
	}
	return list
}

// describe writes findings as "severity rule path", joined by "; ".
func describe(found field.Findings) string {
	lines := make([]string, len(found))
	for i, e := range found {
		lines[i] = strings.TrimRight(e.Severity.String()+" "+e.Rule+" "+string(e.Path), " ")
	}
	return strings.Join(lines, "; ")
}
