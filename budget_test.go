package ecstask_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/ecstask/ecstask/starttask"
)

const network = "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0,subnet-0123456789abcdef1],securityGroups=[sg-0123456789abcdef0],assignPublicIp=DISABLED}"

// typical is a builder of the request that the budgets are about: 2 instances,
// 3 containers with 10 environment entries each, a network.
func typical() starttask.Builder {
	net, err := netconfig.Parse(network)
	if err != nil {
		panic(err)
	}
	task := overrides.New()
	for i := range 3 {
		c := overrides.ForContainer(fmt.Sprintf("container-%d", i)).WithCommand("serve", "--verbose").WithMemory(512)
		for j := range 10 {
			c = c.WithEnv(fmt.Sprintf("VARIABLE_%d", j), fmt.Sprintf("the value of variable %d", j))
		}
		task = task.WithContainers(c)
	}
	return starttask.New("web:7", "0123456789abcdef0123456789abcdef", "123456789abcdef0123456789abcdef0").
		WithCluster("prod").WithStartedBy("deploy/42").WithNetwork(net).WithOverrides(task)
}

// typicalRun is the same request for RunTask on Fargate, with a public address and
// 3 tasks.
func typicalRun(in *ecs.StartTaskInput) *ecs.RunTaskInput {
	network := *in.NetworkConfiguration.AwsvpcConfiguration
	network.AssignPublicIp = types.AssignPublicIpEnabled
	task := *in.Overrides
	task.Cpu, task.Memory = aws.String("1024"), aws.String("2048")
	return &ecs.RunTaskInput{
		Cluster: in.Cluster, TaskDefinition: in.TaskDefinition, StartedBy: in.StartedBy, Overrides: &task,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &network},
		LaunchType:           types.LaunchTypeFargate, PlatformVersion: aws.String("1.4.0"), Count: aws.Int32(3),
		ClientToken: aws.String("8a2f5d1e-4c1b-4e0e-9d57-2f7c1b0c9a11"),
	}
}

// BenchmarkBudget measures each job and its baseline by turns, in one run, and
// reports the ratio of their times.
func BenchmarkBudget(b *testing.B) {
	builder := typical()
	in, err := builder.Build()
	if err != nil {
		b.Fatal(err)
	}
	protocol := awsjson.New11(schemas.AmazonEC2ContainerServiceV20141113)
	serializer := func(operation *smithy.OperationSchema, in smithy.Serializable) func() {
		return func() {
			req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
			req.URL = &url.URL{}
			if err := protocol.SerializeRequest(context.Background(), operation, in, req); err != nil {
				b.Fatal(err)
			}
		}
	}
	serialize := serializer(smithy.NewOperationSchema(schemas.StartTask, schemas.StartTaskRequest, schemas.StartTaskResponse), in)
	run := typicalRun(in)
	serializeRun := serializer(smithy.NewOperationSchema(schemas.RunTask, schemas.RunTaskRequest, schemas.RunTaskResponse), run)
	var nc types.NetworkConfiguration
	if err := shorthand.Unmarshal(network, &nc); err != nil {
		b.Fatal(err)
	}
	networkJSON := wire.Encode(&nc)
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, row := range []struct {
		name           string
		baseline, work func()
	}{
		{"Validate/SDK-serialize<=0.4", serialize, func() { must(starttask.Validate(in)) }},
		{"RunTask-Check/SDK-serialize<=0.4", serializeRun, func() { must(rules.Check(run).Err()) }},
		{"Build/SDK-serialize<=0.75", serialize, func() { _, err := builder.Build(); must(err) }},
		{
			"Unmarshal/encoding-json<=0.33",
			func() { must(json.Unmarshal(networkJSON, new(types.NetworkConfiguration))) },
			func() { must(shorthand.Unmarshal(network, new(types.NetworkConfiguration))) },
		},
		{"EncodedLen/encode<=0.25", func() { wire.Encode(in.Overrides) }, func() { overrides.EncodedLen(in.Overrides) }},
	} {
		b.Run(row.name, func(b *testing.B) {
			var base, work float64
			turns := 0.0
			for b.Loop() {
				base += perCall(row.baseline)
				work += perCall(row.work)
				turns++
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(base/turns, "baseline-ns")
			b.ReportMetric(work/turns, "work-ns")
			b.ReportMetric(work/base, "ratio")
			b.ReportMetric(testing.AllocsPerRun(100, row.work), "work-allocs")
		})
	}
	for _, size := range []int{1 << 10, 32 << 10, 1 << 20} {
		item := "subnet-0123456789abcdef0"
		long := "awsvpcConfiguration={subnets=[" + item + strings.Repeat(","+item, size/(len(item)+1)) + "]}"
		b.Run(fmt.Sprintf("Unmarshal-list/%dKiB>=100MB/s", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(long)))
			for b.Loop() {
				must(shorthand.Unmarshal(long, new(types.NetworkConfiguration)))
			}
		})
		text := "containerOverrides=[{name=a,environment=[{name=A,value='" + strings.Repeat("some text, with commas; ", size/24) + "'}]}]"
		b.Run(fmt.Sprintf("Unmarshal-text/%dKiB>=100MB/s", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				must(shorthand.Unmarshal(text, new(types.TaskOverride)))
			}
		})
	}
}

// BenchmarkBudgetGrowth measures what a job costs for each byte or container when
// there are a hundred times as many, against what it costs with few.
func BenchmarkBudgetGrowth(b *testing.B) {
	variables := func(n int) string {
		const one = ",{name=VARIABLE_NAME,value=the-value-of-it}"
		return "containerOverrides=[{name=app,environment=[" + strings.Repeat(one, n)[1:] + "]}]"
	}
	containers := func(n int) *types.TaskOverride {
		in := new(types.TaskOverride)
		for i := range n {
			in.ContainerOverrides = append(in.ContainerOverrides, types.ContainerOverride{Name: new(fmt.Sprintf("container-%d", i)), Memory: new(int32(512))})
		}
		return in
	}
	read := func(text string) func() {
		return func() {
			if err := shorthand.Unmarshal(text, new(types.TaskOverride)); err != nil {
				b.Fatal(err)
			}
		}
	}
	check := func(in *types.TaskOverride) func() { return func() { rules.Check(in) } }
	for _, row := range []struct {
		name      string
		few, many func()
	}{
		{"Unmarshal-2MB/20KB<=1.3", read(variables(460)), read(variables(46_000))},
		{"Check-1000/10<=1.3", check(containers(10)), check(containers(1000))},
	} {
		b.Run(row.name, func(b *testing.B) {
			var few, many float64
			for b.Loop() {
				few += perCall(row.few)
				many += perCall(row.many) / 100
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(many/few, "ratio")
		})
	}
}

// perCall returns how many nanoseconds a call of f takes on one processor, its share
// of the garbage collector's work included. With more processors the collector would
// work elsewhere at the same time, and not count.
func perCall(f func()) float64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const turn = 20 * time.Millisecond
	runtime.GC()
	calls := 0
	start := time.Now()
	for time.Since(start) < turn {
		for range 16 {
			f()
		}
		calls += 16
	}
	return float64(time.Since(start).Nanoseconds()) / float64(calls)
}

// BenchmarkBudgetState measures what a state at hand adds to the check of a
// request: the time of the rules that look at it, against that of Validate.
func BenchmarkBudgetState(b *testing.B) {
	in, err := typical().Build()
	if err != nil {
		b.Fatal(err)
	}
	state := rules.State{
		TaskDefinition: &types.TaskDefinition{
			Family: new("web"), Revision: 7, TaskDefinitionArn: new("arn:aws:ecs:us-east-1:123456789012:task-definition/web:7"),
			Status: types.TaskDefinitionStatusActive, Compatibilities: []types.Compatibility{types.CompatibilityEc2, types.CompatibilityFargate},
			NetworkMode: types.NetworkModeAwsvpc, Cpu: new("1024"), Memory: new("2048"), TaskRoleArn: new("arn:aws:iam::123456789012:role/task"),
		},
		Cluster: &types.Cluster{ClusterName: new("prod"), Status: new("ACTIVE"), RegisteredContainerInstancesCount: 2},
		ReadAt:  time.Now(),
	}
	for i := range 3 {
		state.TaskDefinition.ContainerDefinitions = append(state.TaskDefinition.ContainerDefinitions, types.ContainerDefinition{
			Name: new(fmt.Sprintf("container-%d", i)), Cpu: 256, Memory: new(int32(512)), PortMappings: []types.PortMapping{{ContainerPort: new(int32(8080 + i))}},
		})
	}
	against := rules.Against(state)
	if found := rules.Check(in, against); found != nil {
		b.Fatal(found)
	}
	b.Run("State/Validate<=1.0", func(b *testing.B) {
		var without, with float64
		turns := 0.0
		for b.Loop() {
			without += perCall(func() { starttask.Validate(in) })
			with += perCall(func() { starttask.Validate(in, against) })
			turns++
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(without/turns, "baseline-ns")
		b.ReportMetric((with-without)/turns, "work-ns")
		b.ReportMetric((with-without)/without, "ratio")
	})
}
