package rules_test

import (
	"fmt"
	"strings"
)

// at is where the capacity provider i of a strategy stands.
func at(i int, member string) string {
	return fmt.Sprintf("capacityProviderStrategy[%d].%s", i, member)
}

var strategyCases = []casesOf[runInput]{
	{"capacity-providers-count", []rowOf[runInput]{
		{"20", items(many(20, numbered)...), ""},
		{"21", items(many(21, numbered)...), "error capacity-providers-count capacityProviderStrategy"},
	}},
	{"capacity-providers-empty", []rowOf[runInput]{
		{"left out", launch(""), ""},
		{"empty", func(in *runInput) { in.LaunchType, in.CapacityProviderStrategy = "", []provider{} }, "warning capacity-providers-empty capacityProviderStrategy"},
	}},
	{"capacity-provider-duplicate", []rowOf[runInput]{
		{"two", providers("a", "b"), ""},
		{"twice", providers("a", "b", "a"), "warning capacity-provider-duplicate " + at(2, "capacityProvider")},
	}},
	{"capacity-provider-mixed", []rowOf[runInput]{
		{"Fargate and Fargate Spot", providers("FARGATE", "FARGATE_SPOT"), ""},
		{"two of one's own", providers("a", "b"), ""},
		{"Fargate and one's own", providers("FARGATE", "mine"), "error capacity-provider-mixed " + at(1, "capacityProvider")},
		{"one's own and Fargate Spot", providers("mine", "other", "FARGATE_SPOT", "FARGATE"), "error capacity-provider-mixed " + at(2, "capacityProvider")},
		{"a mixture says nothing of the launch", runBoth(providers("FARGATE", "mine"), public, storage, platform("1.4.0")), "error capacity-provider-mixed " + at(1, "capacityProvider")},
		{"a name that is not clear comes first", items(provider{Weight: 1}, item("FARGATE", 1, 0)), "error capacity-provider-required " + at(0, "capacityProvider")},
	}},
	{"capacity-provider-weight-required", []rowOf[runInput]{
		{"one without a weight, as RunTask was seen to take", items(item("mine", 0, 0)), ""},
		{"one of Fargate without a weight", items(item("FARGATE", 0, 0)), ""},
		{"two, one with a base only", items(item("a", 0, 2), item("b", 1, 0)), ""},
		{"two without", items(item("FARGATE", 0, 0), item("FARGATE_SPOT", 0, 0)), "error capacity-provider-weight-required capacityProviderStrategy"},
		{"two without, one with a base", items(item("FARGATE", 0, 1), item("FARGATE_SPOT", 0, 0)), "error capacity-provider-weight-required capacityProviderStrategy"},
	}},
	{"capacity-provider-weight-unused", []rowOf[runInput]{
		{"a base only", items(item("a", 0, 1), item("b", 1, 0)), ""},
		{"neither", items(item("a", 1, 0), item("b", 0, 0)), "warning capacity-provider-weight-unused " + at(1, "weight")},
	}},
	{"capacity-provider-base-single", []rowOf[runInput]{
		{"one", items(item("a", 1, 1), item("b", 1, 0)), ""},
		{"two", items(item("a", 1, 1), item("b", 1, 2), item("c", 1, 3)), "error capacity-provider-base-single " + at(1, "base") + "; error capacity-provider-base-single " + at(2, "base")},
	}},
	{"capacity-provider-base-count", []rowOf[runInput]{
		{"one less", items(item("a", 1, 9), item("b", 1, 0)), ""},
		{"as many", items(item("a", 1, 10), item("b", 1, 0)), "warning capacity-provider-base-count " + at(0, "base")},
		{"as many, of the only one", items(item("a", 1, 10)), ""},
		{"as many, and the other has no weight", items(item("a", 1, 10), item("b", 0, 0)), "warning capacity-provider-weight-unused " + at(1, "weight")},
		{"1 of the default", runBoth(items(item("FARGATE", 1, 1), item("FARGATE_SPOT", 4, 0)), func(in *runInput) { in.Count = nil }), "warning capacity-provider-base-count " + at(0, "base")},
		{"a count that is refused", runBoth(items(item("a", 1, 1), item("b", 1, 0)), count(0)), "warning count-minimum count"},
		{"as many, of one without a weight", items(item("a", 0, 10), item("b", 1, 0)), "warning capacity-provider-base-count " + at(0, "base")},
	}},
	{"capacity-provider-required", []rowOf[runInput]{
		{"given", providers("mine"), ""},
		{"left out", items(provider{Weight: 1}), "error capacity-provider-required " + at(0, "capacityProvider")},
		{"empty", items(item("", 1, 0)), "error capacity-provider-required " + at(0, "capacityProvider")},
		{"without a name nothing depends on the launch", runBoth(items(provider{Weight: 1}), public), "error capacity-provider-required " + at(0, "capacityProvider")},
	}},
	{"capacity-provider-name", []rowOf[runInput]{
		{"that of the CDK", providers("MyStack-AsgCapacityProvider760D11D9-iqzBF6LfX313"), ""},
		{"255 characters", providers(strings.Repeat("p", 255)), ""},
		{"256", providers(strings.Repeat("p", 256)), "error capacity-provider-name " + at(0, "capacityProvider")},
		{"a dot", providers("my.provider"), "error capacity-provider-name " + at(0, "capacityProvider")},
		{"an ARN", providers(inECS + "capacity-provider/mine"), "error capacity-provider-name " + at(0, "capacityProvider")},
		{"the ARN of an Auto Scaling group", providers("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:x:autoScalingGroupName/mine"), "error capacity-provider-name " + at(0, "capacityProvider")},
		{"an ARN with a dot", providers(inECS + "capacity-provider/my.provider"), "error capacity-provider-name " + at(0, "capacityProvider")},
	}},
	{"capacity-provider-reserved", []rowOf[runInput]{
		{"Fargate's", providers("FARGATE", "FARGATE_SPOT"), ""},
		{"a word in the name", providers("my-fargate", "myecs", "spot"), ""},
		{"lower case", providers("fargate"), "warning capacity-provider-reserved " + at(0, "capacityProvider")},
		{"a hyphen", providers("Fargate-Spot"), "warning capacity-provider-reserved " + at(0, "capacityProvider")},
		{"a name that cannot be created", providers("ecs-instances"), "warning capacity-provider-reserved " + at(0, "capacityProvider")},
		{"beside Fargate it is not mixed", providers("FARGATE", "fargate_spot"), "warning capacity-provider-reserved " + at(1, "capacityProvider")},
		{"a word of AWS", providers("aws-instances"), "warning capacity-provider-reserved " + at(0, "capacityProvider")},
		{"what cannot be a name, for which there is another rule", providers("fargate spot"), "error capacity-provider-name " + at(0, "capacityProvider")},
	}},
	{"capacity-provider-weight", []rowOf[runInput]{
		{"1000", items(item("a", 1000, 0)), ""},
		{"1001", items(item("a", 1001, 0)), "error capacity-provider-weight " + at(0, "weight")},
		{"less than 0", items(item("a", -1, 0)), "error capacity-provider-weight " + at(0, "weight")},
	}},
	{"capacity-provider-base", []rowOf[runInput]{
		{"100000", items(item("a", 1, 100000)), ""},
		{"100001", items(item("a", 1, 100001)), "error capacity-provider-base " + at(0, "base")},
		{"less than 0", items(item("a", 1, -1)), "error capacity-provider-base " + at(0, "base")},
	}},
}

func numbered(i int) provider { return item(fmt.Sprintf("provider-%d", i), 1, 0) }
