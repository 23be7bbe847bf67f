package rules

import (
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
)

var arnPartition = Rule{
	ID: "arn-partition", Field: "cluster",
	What: "Every ARN names a known partition: " + strings.Join(arn.Partitions[:], ", ") + ".",
	Kind: field.Unknown, Severity: warningSeverity, Evidence: Inferred,
	Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
}

func partition(s string) (msg, hint string) {
	a, ok := arn.Parse(s)
	if !ok {
		return "", ""
	}
	for _, known := range arn.Partitions {
		if a.Partition == known {
			return "", ""
		}
	}
	return "names an unknown partition, " + short(a.Partition), "check it; known partitions are " + strings.Join(arn.Partitions[:], ", ")
}

// place is an ARN of a request and where it stands.
type place struct {
	path string
	arn  arn.ARN
}

// owner returns the first ARN that says in which partition, region and account
// the request is: that of the cluster, the task definition, or an instance.
func owner(r *run, in *runTask) (place, bool) {
	if a, ok := arn.ParseECS(ptr.Value(in.Cluster)); ok {
		return place{"cluster", a}, true
	}
	if a, ok := arn.ParseECS(ptr.Value(in.TaskDefinition)); ok {
		return place{"taskDefinition", a}, true
	}
	for i, s := range r.instances {
		if a, ok := arn.ParseECS(s); ok {
			return place{index("containerInstances", i), a}, true
		}
	}
	return place{}, false
}

func arnAgreement(r *run, in *runTask) {
	of, _ := owner(r, in)
	compare := func(path, s string) {
		a, ok := arn.ParseECS(s)
		if !ok {
			return
		}
		for _, part := range [...]struct{ name, got, want string }{
			{"partition", a.Partition, of.arn.Partition},
			{"region", a.Region, of.arn.Region},
			{"account", a.Account, of.arn.Account},
		} {
			if part.got != part.want {
				r.reportValue(path, s, "is in the "+part.name+" "+short(part.got)+", but "+of.path+" is in "+short(part.want),
					"use one partition, region and account in all ARNs of a request", field.Path(of.path))
			}
		}
	}
	compare("taskDefinition", ptr.Value(in.TaskDefinition))
	for i, s := range r.instances {
		if arn.Is(s) {
			compare(index("containerInstances", i), s)
		}
	}
}

// instanceCluster compares the clusters in the ARNs of the instances with that
// of the request or, where it names none that can be, with the first of them.
func instanceCluster(r *run, in *startTask) {
	want, of := "default", "cluster"
	if in.Cluster != nil {
		want = *in.Cluster
		if arn.Is(want) {
			want, _ = arn.Name(want, "cluster/")
		}
	}
	for i, s := range in.ContainerInstances {
		switch got, ok := clusterOf(s); {
		case !ok || got == want:
		case !isName(want):
			want, of = got, index("containerInstances", i)
		default:
			msg, hint := "is in the cluster "+short(got)+", but ", "send a request for each cluster"
			if of == "cluster" {
				msg += "the request is for " + short(want)
			} else {
				msg += of + " is in " + short(want)
			}
			if in.Cluster == nil {
				hint = "set cluster to " + short(got) + "; without it, the request is for the cluster default"
			}
			r.reportValue(index("containerInstances", i), s, msg, hint, field.Path(of))
		}
	}
}

// roleAccount compares the roles with the owner of the request or, where no ARN
// of Amazon ECS names it, with the first role.
func roleAccount(r *run, in *runTask) {
	of, known := owner(r, in)
	compare := func(path string, role *string) {
		a, _ := arn.Parse(ptr.Value(role))
		switch {
		case !arn.IsAccount(a.Account):
		case !known:
			of, known = place{path, a}, true
		case a.Account != of.arn.Account:
			r.reportValue(path, *role, "is in the account "+a.Account+", but "+of.path+" is in "+short(of.arn.Account),
				"use a role of the account that runs the task", field.Path(of.path))
		}
	}
	if o := in.Overrides; o != nil {
		compare("overrides.executionRoleArn", o.ExecutionRoleArn)
		compare("overrides.taskRoleArn", o.TaskRoleArn)
	}
	for i, v := range in.VolumeConfigurations {
		if v.ManagedEBSVolume != nil {
			compare(index("volumeConfigurations", i)+".managedEBSVolume.roleArn", v.ManagedEBSVolume.RoleArn)
		}
	}
}
