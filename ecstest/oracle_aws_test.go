package ecstest_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/awscli"
)

// TestOracleCommands lets the installed aws command do with the server all that
// the server can do.
func TestOracleCommands(t *testing.T) {
	if os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 speaks to the server with the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	srv, client := newServer(t)
	srv.AddTaskDefinition("web")
	srv.AddTaskDefinition("vpc", awsvpc)
	srv.AddTaskDefinition("fargate", awsvpc, func(d *types.TaskDefinition) {
		d.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
		d.Cpu, d.Memory = new("256"), new("512")
	})
	a := srv.AddInstance("default", func(i *types.ContainerInstance) { i.Ec2InstanceId = new("i-0123456789abcdef0") })
	b := srv.AddInstance("default", ecstest.Remaining(100, 100))
	srv.AddInstance("other")
	srv.AddCapacityProvider("group")
	srv.AddCluster("providers", func(c *types.Cluster) {
		c.CapacityProviders = []string{"FARGATE", "FARGATE_SPOT", "group"}
		c.DefaultCapacityProviderStrategy = []types.CapacityProviderStrategyItem{item("group", 1, 0)}
	})
	srv.LimitFargate("FARGATE_SPOT", 2)
	srv.AddInstance("providers", func(i *types.ContainerInstance) { i.CapacityProviderName = new("group") })
	srv.AddInstance("placed", ecstest.Attribute("stack", "prod"))
	srv.AddInstance("placed")
	first, second := start(t, client, "web", a), start(t, client, "web", a)
	srv.Advance(2)

	const noCapacity = "Capacity is unavailable at this time. Please try again later or in a different availability zone"
	const region = "arn:aws:ecs:us-east-1:123456789012:"
	// The query is JMESPath, of which aws prints the result. Without one, aws is
	// refused, and prints what is wanted among other things.
	lines := []struct{ name, args, query, want string }{
		{
			"start-task", "start-task --task-definition web:1 --container-instances " + last(a) + " " + b + " " + absent +
				" --started-by deploy/42 --overrides containerOverrides=[{name=app,command=[a,b],environment=[{name=A,value=1}]}] --tags key=a,value=b",
			"[tasks[].[lastStatus,startedBy,overrides.containerOverrides[0].command[1],containers[0].name,tags[0].key],failures[].reason]",
			`[[["PENDING","deploy/42","b","app","a"]],["RESOURCE:CPU","MISSING"]]`,
		},
		{
			"start-task in a VPC", "start-task --task-definition vpc --container-instances " + a +
				" --network-configuration awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]}",
			"tasks[].[lastStatus,attachments[0].type,attachments[0].details[?name=='subnetId'].value|[0]]",
			`[["PROVISIONING","ElasticNetworkInterface","subnet-0123456789abcdef0"]]`,
		},
		{
			"run-task", "run-task --task-definition web --count 2",
			"[length(tasks),failures,tasks[0].launchType]", `[2,[],"EC2"]`,
		},
		{
			"run-task with a token", "run-task --cluster other --task-definition web --count 2 --client-token token", "length(tasks)", "2",
		},
		{
			"run-task again", "run-task --cluster other --task-definition web --count 3 --client-token token", "", "ConflictException",
		},
		{
			"run-task on Fargate", "run-task --task-definition fargate --launch-type FARGATE" +
				" --network-configuration awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],assignPublicIp=ENABLED}",
			"tasks[].[launchType,platformVersion,cpu,memory]", `[["FARGATE","1.4.0","256","512"]]`,
		},
		{
			"run-task on Fargate Spot", "run-task --cluster providers --task-definition fargate --count 4" +
				" --capacity-provider-strategy capacityProvider=FARGATE,base=1 capacityProvider=FARGATE_SPOT,weight=1" +
				" --network-configuration awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]} --platform-version 1.4.0",
			"[tasks[].capacityProviderName,failures[].reason]",
			`[["FARGATE","FARGATE_SPOT","FARGATE_SPOT"],["` + noCapacity + `"]]`,
		},
		{
			"run-task by a default strategy", "run-task --cluster providers --task-definition web", "tasks[].[launchType,capacityProviderName]", `[["EC2","group"]]`,
		},
		{
			"run-task by a strategy and a launch type", "run-task --cluster providers --task-definition web --launch-type EC2 --capacity-provider-strategy capacityProvider=group", "",
			"Specifying both a launch type and capacity provider strategy is not supported.",
		},
		{
			"run-task by an unknown provider", "run-task --task-definition web --capacity-provider-strategy capacityProvider=group", "",
			"The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.",
		},
		{
			"run-task by constraints", "run-task --cluster placed --task-definition web --count 3 --placement-constraints type=distinctInstance type=memberOf,expression=attribute:stack==prod",
			"[length(tasks),sort(failures[].reason)]", `[1,["DistinctInstance placement constraint unsatisfied.","MemberOf placement constraint unsatisfied."]]`,
		},
		{
			"run-task by strategies", "run-task --cluster placed --task-definition web --group spread --count 4 --placement-strategy type=spread,field=instanceId type=binpack,field=memory",
			"[length(tasks),tasks[0].containerInstanceArn==tasks[2].containerInstanceArn,tasks[0].containerInstanceArn==tasks[1].containerInstanceArn]", "[4,true,false]",
		},
		{
			"run-task by a binpack that is none", "run-task --cluster placed --task-definition web --placement-strategy type=binpack,field=instanceId", "",
			"binpack field 'instanceId' is invalid.",
		},
		{
			"run-task on too many", "run-task --task-definition web --count 11", "", "count must be between 1 and 10.",
		},
		{
			"describe-capacity-providers", "describe-capacity-providers --capacity-providers group FARGATE_SPOT none",
			"[capacityProviders[].[name,status],failures[].reason]", `[[["group","ACTIVE"],["FARGATE_SPOT","ACTIVE"]],["MISSING"]]`,
		},
		{
			"put-cluster-capacity-providers", "put-cluster-capacity-providers --cluster other --capacity-providers FARGATE --default-capacity-provider-strategy capacityProvider=FARGATE,weight=1",
			"cluster.[capacityProviders,defaultCapacityProviderStrategy[0].weight]", `[["FARGATE"],1]`,
		},
		{
			"describe-tasks", "describe-tasks --tasks " + *first.TaskArn + " " + absent,
			"[tasks[].[taskArn,lastStatus,desiredStatus,connectivity,containers[0].lastStatus],failures[].[arn,reason]]",
			`[[["` + *first.TaskArn + `","STOPPING","STOPPED","CONNECTED","RUNNING"]],[["` + region + `task/default/` + absent + `","MISSING"]]]`,
		},
		{
			"stop-task", "stop-task --task " + last(*second.TaskArn) + " --reason enough",
			"task.[lastStatus,desiredStatus,stopCode,stoppedReason]", `["RUNNING","STOPPED","UserInitiated","enough"]`,
		},
		{"list-tasks", "list-tasks --started-by deploy/42", "length(taskArns)", "1"},
		{"list-tasks by pages", "list-tasks --page-size 1 --container-instance " + a, "length(taskArns)", "4"},
		{"list-tasks, stopped", "list-tasks --desired-status STOPPED", "sort(taskArns) == sort(['" + *first.TaskArn + "','" + *second.TaskArn + "'])", "true"},
		{"list-tasks of a service", "list-tasks --service-name web", "", "UnsupportedFeatureException"},
		{
			"describe-task-definition", "describe-task-definition --task-definition web",
			"taskDefinition.[taskDefinitionArn,status,containerDefinitions[].memory,registeredAt!=null]",
			`["` + region + `task-definition/web:1","ACTIVE",[256],true]`,
		},
		{
			"describe-container-instances", "describe-container-instances --container-instances " + b + " " + absent,
			"[containerInstances[].[status,agentConnected,remainingResources[?name=='CPU'].integerValue|[0]],failures[].reason]",
			`[[["ACTIVE",true,100]],["MISSING"]]`,
		},
		{
			"list-container-instances", "list-container-instances --filter ec2InstanceId==i-0123456789abcdef0 --status ACTIVE",
			"containerInstanceArns", `["` + a + `"]`,
		},
		{
			"list-container-instances by attributes", "list-container-instances --cluster placed --filter attribute:stack!exists||attribute:stack=~p.*",
			"length(containerInstanceArns)", "2",
		},
		{"list-container-instances by pages", "list-container-instances --page-size 1", "containerInstanceArns", `["` + a + `","` + b + `"]`},
		{
			"describe-clusters", "describe-clusters --clusters default none",
			"[clusters[].[clusterName,status,registeredContainerInstancesCount],failures[].reason]", `[[["default","ACTIVE",2]],["MISSING"]]`,
		},
		{"refused", "start-task --cluster none --task-definition web --container-instances " + a, "", "(ClusterNotFoundException) when calling the StartTask operation: Cluster not found."},
		{"not done", "create-cluster", "", `ecstest does not do "CreateCluster"`},
	}
	agreed, skipped := 0, 0
	for _, tt := range lines {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Contains(tt.args, "--client-token") && !awscli.ClientToken.Holds(aws.Version()) {
				skipped++
				t.Skipf("aws %v does not have --client-token", aws.Version())
			}
			args := append([]string{"ecs"}, strings.Fields(tt.args)...)
			args = append(args, "--endpoint-url", srv.URL(), "--region", ecstest.Region, "--output", "json")
			if tt.query != "" {
				args = append(args, "--query", tt.query)
			}
			res, err := aws.Run(t.Context(), args...)
			if err != nil {
				t.Fatal(err)
			}
			if refused := tt.query == ""; refused != (res.Status != 0) {
				t.Fatalf("exit status %d: %s", res.Status, res.Stderr)
			} else if refused {
				// Version 2 says so where it is told not to try again.
				if said := strings.ReplaceAll(res.Stderr, " (reached max retries: 0)", ""); !strings.Contains(said, tt.want) {
					t.Errorf("aws says %s", res.Stderr)
				}
			} else if got := compact(t, res.Stdout); got != tt.want {
				t.Errorf("aws prints %s, not %s", got, tt.want)
			}
			if !t.Failed() {
				agreed++
			}
		})
	}
	srv.Advance(10)
	res, err := aws.Run(t.Context(), "ecs", "wait", "tasks-stopped", "--tasks", *first.TaskArn, *second.TaskArn, "--endpoint-url", srv.URL(), "--region", ecstest.Region)
	if err != nil || res.Status != 0 {
		t.Errorf("wait: %v, exit status %d: %s", err, res.Status, res.Stderr)
	}
	awscli.Report(t, aws, len(lines), agreed, skipped)
}

func compact(t *testing.T, text string) string {
	t.Helper()
	out, err := json.Marshal(decoded(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func decoded(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}
