package preflight

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/rules"
)

// A form is one way in which an object is state: by a member of a kind.
type form struct {
	member string
	kind   tree.Kind
	of     tree.Kind // of the elements of a list
	whole  bool      // an answer, rather than an element of one
	read   func(*loader, smithy.ShapeDeserializer) error
}

// forms are the answers of Describe calls, and below them their elements.
var forms = []*form{
	{"taskDefinition", tree.Object, 0, true, reads(func(l *loader, out *ecs.DescribeTaskDefinitionOutput) {
		l.addDefinition("taskDefinition", out.TaskDefinition)
		l.addTags(out)
	})},
	{"clusters", tree.List, tree.Object, true, reads(func(l *loader, out *ecs.DescribeClustersOutput) {
		for i := range out.Clusters {
			l.addCluster(field.Path("clusters").Index(i), &out.Clusters[i])
		}
		l.Failures = append(l.Failures, out.Failures...)
	})},
	{"cluster", tree.Object, 0, true, reads(func(l *loader, out *ecs.CreateClusterOutput) { l.addCluster("cluster", out.Cluster) })},
	{"containerInstances", tree.List, tree.Object, true, reads(func(l *loader, out *ecs.DescribeContainerInstancesOutput) {
		l.addInstances(out.ContainerInstances...)
		l.Failures = append(l.Failures, out.Failures...)
	})},
	{"containerInstanceArns", tree.List, tree.String, true, reads(func(l *loader, out *ecs.ListContainerInstancesOutput) {
		l.listed = append(l.listed, out.ContainerInstanceArns...)
		l.unlisted = l.unlisted || ptr.Value(out.NextToken) != ""
	})},
	{"capacityProviders", tree.List, tree.Object, true, reads(func(l *loader, out *ecs.DescribeCapacityProvidersOutput) {
		l.addProviders(out.CapacityProviders...)
		l.Failures = append(l.Failures, out.Failures...)
	})},

	{"containerDefinitions", tree.List, tree.Object, false, reads((*loader).addTags)}, // of RegisterTaskDefinition
	{"containerDefinitions", tree.List, tree.Object, false, reads(func(l *loader, d *types.TaskDefinition) { l.addDefinition("", d) })},
	{"clusterName", tree.String, 0, false, reads(func(l *loader, c *types.Cluster) { l.addCluster("", c) })},
	{"containerInstanceArn", tree.String, 0, false, reads(func(l *loader, i *types.ContainerInstance) { l.addInstances(*i) })},
	{"capacityProviderArn", tree.String, 0, false, reads(func(l *loader, p *types.CapacityProvider) { l.addProviders(*p) })},
}

// formsOf returns the forms of the object at i. An object can be several answers at
// once, but only one element.
func formsOf(t *tree.Tree, i int32) []*form {
	if t.Node(i).Kind != tree.Object {
		return nil
	}
	members := make(map[string]int32)
	for c := range t.Children(i) {
		members[t.Node(c).Key] = c
	}
	var of []*form
	for _, f := range forms {
		at, there := members[f.member]
		if !there || t.Node(at).Kind != f.kind {
			continue
		}
		fits := true
		for c := range t.Children(at) {
			fits = fits && (f.kind != tree.List || t.Node(c).Kind == f.of)
		}
		if fits {
			of = append(of, f)
		}
	}
	return of
}

// reads makes the read of a form.
func reads[T any, P interface {
	*T
	smithy.Deserializable
}](take func(*loader, P)) func(*loader, smithy.ShapeDeserializer) error {
	return func(l *loader, d smithy.ShapeDeserializer) error {
		v := P(new(T))
		err := v.Deserialize(d)
		take(l, v)
		return err
	}
}

// loader is a state that texts are added to.
type loader struct {
	rules.State
	listed   []string       // ARNs of container instances
	unlisted bool           // there are more than those
	counted  bool           // the cluster says how many are registered
	byARN    map[string]int // indexes of Instances
	mistakes field.Findings // of the text that is read
}

// conflict notes the first of a text: others are alike.
func (l *loader) conflict(p field.Path, what, value, other string) {
	if len(l.mistakes) > 0 {
		return
	}
	l.mistakes = append(l.mistakes, &field.Error{
		Path: p, Kind: field.Conflict, Severity: field.SeverityError, Value: echo.Quote(value), Msg: "is a second " + what + ", after " + echo.Quote(other),
		Hint: "load the one that the request names",
	})
}

func (l *loader) addDefinition(p field.Path, d *types.TaskDefinition) {
	if old := l.TaskDefinition; old != nil && nameOf(old) != nameOf(d) {
		l.conflict(p, "task definition", nameOf(d), nameOf(old))
		return
	}
	l.TaskDefinition = d
}

// addTags adds the tags of a task definition. ECS also says that there are none if
// it was not asked for them.
func (l *loader) addTags(out *ecs.DescribeTaskDefinitionOutput) {
	if len(out.Tags) > 0 {
		l.TaskTags = out.Tags
	}
}

func (l *loader) addCluster(p field.Path, c *types.Cluster) {
	if old := l.Cluster; old != nil && ptr.Value(old.ClusterName) != ptr.Value(c.ClusterName) {
		l.conflict(p, "cluster", ptr.Value(c.ClusterName), ptr.Value(old.ClusterName))
		return
	}
	l.Cluster = c
}

// addInstances adds container instances. One that is there already takes the place
// of the other.
func (l *loader) addInstances(list ...types.ContainerInstance) {
	if l.byARN == nil {
		l.byARN = make(map[string]int, len(list))
	}
	for _, i := range list {
		name := ptr.Value(i.ContainerInstanceArn)
		if at, there := l.byARN[name]; there && name != "" {
			l.Instances[at] = i
			continue
		}
		l.byARN[name] = len(l.Instances)
		l.Instances = append(l.Instances, i)
	}
}

func (l *loader) addProviders(list ...types.CapacityProvider) {
	for _, p := range list {
		at := slices.IndexFunc(l.CapacityProviders, func(old types.CapacityProvider) bool { return ptr.Value(old.Name) == ptr.Value(p.Name) })
		if at >= 0 {
			l.CapacityProviders[at] = p
		} else {
			l.CapacityProviders = append(l.CapacityProviders, p)
		}
	}
}

// finish finds out whether all container instances are there: as many as the cluster
// says are registered or, if it does not say so, all that are listed.
func (l *loader) finish() {
	if !l.counted || l.Cluster == nil {
		missing := slices.ContainsFunc(l.listed, func(name string) bool { _, there := l.byARN[name]; return !there })
		l.AllInstances = len(l.listed) > 0 && !l.unlisted && !missing
		return
	}
	registered := 0
	for n := range l.Instances {
		i := &l.Instances[n]
		status := types.ContainerInstanceStatus(ptr.Value(i.Status))
		here := clusterOf(ptr.Value(i.ContainerInstanceArn))
		if (status == types.ContainerInstanceStatusActive || status == types.ContainerInstanceStatusDraining) && (here == "" || here == ptr.Value(l.Cluster.ClusterName)) {
			registered++
		}
	}
	l.AllInstances = registered == int(l.Cluster.RegisteredContainerInstancesCount)
}

// clusterOf returns the cluster in the ARN of a container instance, or "" of a short one.
func clusterOf(instance string) string {
	name, _ := arn.Name(instance, "container-instance/")
	cluster, _, long := strings.Cut(name, "/")
	if !long {
		return ""
	}
	return cluster
}

// nameOf returns what names a task definition.
func nameOf(d *types.TaskDefinition) string {
	if d.TaskDefinitionArn != nil {
		return *d.TaskDefinitionArn
	}
	return ptr.Value(d.Family)
}
