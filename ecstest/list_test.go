package ecstest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/sdktest"
)

func TestListTasks(t *testing.T) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web")
	srv.AddTaskDefinition("job")
	a, b := srv.AddInstance("default"), srv.AddInstance("default", ecstest.Attribute("ecs.capability.external", ""))
	elsewhere := srv.AddInstance("other")
	by := func(mark string) func(*ecs.StartTaskInput) {
		return func(in *ecs.StartTaskInput) { in.StartedBy = &mark }
	}
	tasks := []types.Task{
		start(t, client, "web", a), start(t, client, "job", a, by("x")),
		start(t, client, "web", b, by("x")), start(t, client, "web:1", b),
	}
	start(t, client, "web", elsewhere, func(in *ecs.StartTaskInput) { in.Cluster = new("other") })
	must[*ecs.StopTaskOutput](t)(client.StopTask(t.Context(), &ecs.StopTaskInput{Task: tasks[3].TaskArn}))

	for _, tt := range []struct {
		name string
		in   ecs.ListTasksInput
		want []int
	}{
		{"all", ecs.ListTasksInput{}, []int{0, 1, 2}},
		{"running", ecs.ListTasksInput{DesiredStatus: types.DesiredStatusRunning}, []int{0, 1, 2}},
		{"stopped", ecs.ListTasksInput{DesiredStatus: types.DesiredStatusStopped}, []int{3}},
		{"pending", ecs.ListTasksInput{DesiredStatus: types.DesiredStatusPending}, nil},
		{"family", ecs.ListTasksInput{Family: new("web")}, []int{0, 2}},
		{"startedBy", ecs.ListTasksInput{StartedBy: new("x")}, []int{1, 2}},
		{"instance", ecs.ListTasksInput{ContainerInstance: &a}, []int{0, 1}},
		{"id of an instance", ecs.ListTasksInput{ContainerInstance: new(last(b))}, []int{2}},
		{"another instance", ecs.ListTasksInput{ContainerInstance: new(absent)}, nil},
		{"launch type", ecs.ListTasksInput{LaunchType: types.LaunchTypeExternal}, []int{2}},
		{"several", ecs.ListTasksInput{LaunchType: types.LaunchTypeEc2, ContainerInstance: &a, Family: new("job")}, []int{1}},
		{"startedBy of stopped tasks", ecs.ListTasksInput{StartedBy: new("x"), DesiredStatus: types.DesiredStatusStopped}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := []string{}
			for _, n := range tt.want {
				want = append(want, *tasks[n].TaskArn)
			}
			if got := must[*ecs.ListTasksOutput](t)(client.ListTasks(t.Context(), &tt.in)).TaskArns; !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// TestPages reads lists with the SDK's paginators.
func TestPages(t *testing.T) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.ContainerDefinitions[0].Cpu = 0 })
	var instances, tasks []string
	for range 13 {
		instances = append(instances, srv.AddInstance("default", ecstest.Remaining(0, 1<<20)))
	}
	for n := range 103 {
		tasks = append(tasks, *start(t, client, "web", instances[n%10]).TaskArn)
	}
	for _, size := range []int32{0, 1, 7, 50, 100} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			in := &ecs.ListTasksInput{}
			if size > 0 {
				in.MaxResults = &size
			}
			var got []string
			for pages := ecs.NewListTasksPaginator(client, in); pages.HasMorePages(); {
				page := must[*ecs.ListTasksOutput](t)(pages.NextPage(t.Context()))
				if limit := int(size); len(page.TaskArns) > 100 || limit > 0 && len(page.TaskArns) > limit {
					t.Errorf("a page of %d", len(page.TaskArns))
				}
				got = append(got, page.TaskArns...)
			}
			if !slices.Equal(got, tasks) {
				t.Errorf("%d tasks are listed", len(got))
			}
		})
	}
	var got []string
	for pages := ecs.NewListContainerInstancesPaginator(client, &ecs.ListContainerInstancesInput{MaxResults: new(int32(5))}); pages.HasMorePages(); {
		got = append(got, must[*ecs.ListContainerInstancesOutput](t)(pages.NextPage(t.Context())).ContainerInstanceArns...)
	}
	if !slices.Equal(got, instances) {
		t.Errorf("%d instances are listed", len(got))
	}
}

func TestListLag(t *testing.T) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web")
	instance := srv.AddInstance("default")
	old := start(t, client, "web", instance)
	srv.SetListLag(2)
	lagging := start(t, client, "web", instance, func(in *ecs.StartTaskInput) { in.StartedBy = new("x") })
	srv.SetListLag(0)
	fresh := start(t, client, "web", instance)

	list := func(in *ecs.ListTasksInput) int {
		return len(must[*ecs.ListTasksOutput](t)(client.ListTasks(t.Context(), in)).TaskArns)
	}
	if got := list(&ecs.ListTasksInput{Family: new("job")}); got != 0 { // does not count
		t.Errorf("%d tasks of another family", got)
	}
	if got := []int{list(&ecs.ListTasksInput{}), list(&ecs.ListTasksInput{StartedBy: new("x")}), list(&ecs.ListTasksInput{StartedBy: new("x")}), list(&ecs.ListTasksInput{})}; !slices.Equal(got, []int{2, 0, 1, 3}) {
		t.Errorf("%v tasks are listed", got)
	}
	for n, want := range []string{"MISSING", "MISSING", "", ""} {
		out := must[*ecs.DescribeTasksOutput](t)(client.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Tasks: []string{*old.TaskArn, *lagging.TaskArn, *fresh.TaskArn}}))
		if got := reasons(out.Failures); got != want || len(out.Tasks)+len(out.Failures) != 3 {
			t.Errorf("look %d: %d tasks, failures %q", n, len(out.Tasks), got)
		}
	}
	if tasks := srv.Tasks(); *tasks[0].LastStatus != "STOPPED" || *tasks[1].LastStatus != "RUNNING" { // 4 reads, and 2
		t.Errorf("the tasks are %s and %s", *tasks[0].LastStatus, *tasks[1].LastStatus)
	}
}

func TestContainerInstances(t *testing.T) {
	srv, client := newServer(t)
	a := srv.AddInstance("default", func(i *types.ContainerInstance) { i.Tags = []types.Tag{{Key: new("team"), Value: new("a")}} })
	b := srv.AddInstance("default", func(i *types.ContainerInstance) { i.Ec2InstanceId = new("i-0123456789abcdef0") })
	c := srv.AddInstance("default")
	elsewhere := srv.AddInstance("other", func(i *types.ContainerInstance) { i.Ec2InstanceId = new("i-0123456789abcdef0") })
	if !srv.EditInstance(last(b), func(i *types.ContainerInstance) { i.Status, i.ContainerInstanceArn = new("DRAINING"), nil }) ||
		!srv.EditInstance(c, func(i *types.ContainerInstance) { i.Status = new("INACTIVE") }) {
		t.Error("an instance is not there")
	}
	if srv.EditInstance(absent, func(*types.ContainerInstance) { t.Error("called") }) {
		t.Error("an absent instance was edited")
	}
	for _, tt := range []struct {
		name string
		in   ecs.ListContainerInstancesInput
		want []string
	}{
		{"all but inactive ones", ecs.ListContainerInstancesInput{}, []string{a, b}},
		{"active", ecs.ListContainerInstancesInput{Status: types.ContainerInstanceStatusActive}, []string{a}},
		{"draining", ecs.ListContainerInstancesInput{Status: types.ContainerInstanceStatusDraining}, []string{b}},
		{"inactive", ecs.ListContainerInstancesInput{Status: "INACTIVE"}, []string{c}},
		{"by EC2 id", ecs.ListContainerInstancesInput{Filter: new("ec2InstanceId == i-0123456789abcdef0")}, []string{b}},
		{"by EC2 id, elsewhere", ecs.ListContainerInstancesInput{Filter: new(" ec2InstanceId==i-0123456789abcdef0 "), Cluster: new("other")}, []string{elsewhere}},
		{"by another EC2 id", ecs.ListContainerInstancesInput{Filter: new("ec2InstanceId == i-1")}, nil},
	} {
		if got := must[*ecs.ListContainerInstancesOutput](t)(client.ListContainerInstances(t.Context(), &tt.in)).ContainerInstanceArns; !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}

	in := &ecs.DescribeContainerInstancesInput{ContainerInstances: []string{a, last(b), absent, last(elsewhere)}}
	out := must[*ecs.DescribeContainerInstancesOutput](t)(client.DescribeContainerInstances(t.Context(), in))
	if got := reasons(out.Failures); len(out.ContainerInstances) != 2 || got != "MISSING MISSING" {
		t.Fatalf("%d instances, failures %s", len(out.ContainerInstances), got)
	}
	first := out.ContainerInstances[0]
	if *first.ContainerInstanceArn != a || *first.Status != "ACTIVE" || !first.AgentConnected || first.Tags != nil ||
		integer(first, "CPU") != 2048 || integer(first, "MEMORY") != 3884 || len(set(first, "PORTS")) != 5 || len(*first.Ec2InstanceId) != len("i-0123456789abcdef0") {
		t.Errorf("the instance is %+v", first)
	}
	if *out.ContainerInstances[1].ContainerInstanceArn != b {
		t.Errorf("the edited instance is %s", *out.ContainerInstances[1].ContainerInstanceArn)
	}
	in.Include = []types.ContainerInstanceField{types.ContainerInstanceFieldTags}
	if tags := must[*ecs.DescribeContainerInstancesOutput](t)(client.DescribeContainerInstances(t.Context(), in)).ContainerInstances[0].Tags; len(tags) != 1 {
		t.Errorf("%d tags", len(tags))
	}
}

func TestTaskDefinitions(t *testing.T) {
	srv, client := newServer(t)
	first := srv.AddTaskDefinition("web")
	kept := []types.ContainerDefinition{{Name: new("app")}}
	second := srv.AddTaskDefinition("web", awsvpc, func(d *types.TaskDefinition) {
		d.ContainerDefinitions = kept
		d.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate, types.CompatibilityEc2}
	})
	kept[0].Name = new("changed") // was copied
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusInactive })
	for name, want := range map[string]string{"web": second, "web:1": first, first: first, "web:3": second[:len(second)-1] + "3"} {
		out := must[*ecs.DescribeTaskDefinitionOutput](t)(client.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: &name}))
		d := out.TaskDefinition
		if *d.TaskDefinitionArn != want || *d.Family != "web" || fmt.Sprint(d.Revision) != want[len(want)-1:] || *d.ContainerDefinitions[0].Name != "app" {
			t.Errorf("%s is %s", name, *d.TaskDefinitionArn)
		}
		if want != second {
			continue
		}
		if got := d.RequiresAttributes[len(d.RequiresAttributes)-1]; *got.Name != "ecs.capability.task-eni" {
			t.Errorf("the last attribute is %s", *got.Name)
		}
		if got := d.Compatibilities; !slices.Equal(got, []types.Compatibility{"EC2", "EXTERNAL", "FARGATE"}) {
			t.Errorf("the compatibilities are %v", got)
		}
	}
}

func TestClusters(t *testing.T) {
	srv, client := newServer(t)
	arn := srv.AddCluster("prod", func(c *types.Cluster) {
		c.Tags = []types.Tag{{Key: new("team"), Value: new("a")}}
		c.Settings = []types.ClusterSetting{{Name: types.ClusterSettingNameContainerInsights, Value: new("enabled")}}
	})
	srv.AddTaskDefinition("web")
	instance := srv.AddInstance("prod")
	srv.AddInstance("prod", func(i *types.ContainerInstance) { i.Status = new("INACTIVE") })
	for range 2 {
		start(t, client, "web", instance, func(in *ecs.StartTaskInput) { in.Cluster = new("prod") })
	}
	must[*ecs.DescribeTasksOutput](t)(client.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Cluster: &arn, Tasks: []string{*srv.Tasks()[0].TaskArn}}))
	srv.Advance(1) // RUNNING and ACTIVATING

	if again := srv.AddCluster("prod", func(c *types.Cluster) { c.CapacityProviders = []string{"FARGATE"} }); again != arn {
		t.Errorf("a second time it is %s", again)
	}
	in := &ecs.DescribeClustersInput{Clusters: []string{"prod", arn, "none"}}
	out := must[*ecs.DescribeClustersOutput](t)(client.DescribeClusters(t.Context(), in))
	if len(out.Clusters) != 2 || reasons(out.Failures) != "MISSING" || *out.Failures[0].Arn != "arn:aws:ecs:us-east-1:123456789012:cluster/none" {
		t.Fatalf("%d clusters, failures %s", len(out.Clusters), reasons(out.Failures))
	}
	want := types.Cluster{
		ClusterArn: &arn, ClusterName: new("prod"), Status: new("ACTIVE"), CapacityProviders: []string{"FARGATE"},
		RegisteredContainerInstancesCount: 1, RunningTasksCount: 1, PendingTasksCount: 1,
	}
	if diff := sdktest.Diff(want, out.Clusters[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	in.Include = []types.ClusterField{types.ClusterFieldTags, types.ClusterFieldSettings}
	if c := must[*ecs.DescribeClustersOutput](t)(client.DescribeClusters(t.Context(), in)).Clusters[1]; len(c.Tags) != 1 || len(c.Settings) != 1 {
		t.Errorf("%d tags, %d settings", len(c.Tags), len(c.Settings))
	}
	out = must[*ecs.DescribeClustersOutput](t)(client.DescribeClusters(t.Context(), &ecs.DescribeClustersInput{}))
	if len(out.Clusters) != 1 || *out.Clusters[0].ClusterName != "default" {
		t.Errorf("without names: %d clusters", len(out.Clusters))
	}
}
