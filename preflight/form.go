package preflight

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/tree"
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
		l.addDefinition(out.TaskDefinition, out.Tags)
	})},
	{"clusters", tree.List, tree.Object, true, reads(func(l *loader, out *ecs.DescribeClustersOutput) {
		for i := range out.Clusters {
			l.addCluster(&out.Clusters[i])
		}
		l.failures = append(l.failures, out.Failures...)
	})},
	{"cluster", tree.Object, 0, true, reads(func(l *loader, out *ecs.CreateClusterOutput) { l.addCluster(out.Cluster) })},
	{"containerInstances", tree.List, tree.Object, true, reads(func(l *loader, out *ecs.DescribeContainerInstancesOutput) {
		l.addInstances(out.ContainerInstances...)
		l.failures = append(l.failures, out.Failures...)
	})},
	{"containerInstanceArns", tree.List, tree.String, true, reads(func(l *loader, out *ecs.ListContainerInstancesOutput) {
		l.listed = append(l.listed, out.ContainerInstanceArns...)
		l.unlisted = l.unlisted || ptr.Value(out.NextToken) != ""
	})},
	{"capacityProviders", tree.List, tree.Object, true, reads(func(l *loader, out *ecs.DescribeCapacityProvidersOutput) {
		l.addProviders(out.CapacityProviders...)
		l.failures = append(l.failures, out.Failures...)
	})},

	{"containerDefinitions", tree.List, tree.Object, false, reads(func(l *loader, in *ecs.DescribeTaskDefinitionOutput) { l.tags = in.Tags })}, // of RegisterTaskDefinition
	{"containerDefinitions", tree.List, tree.Object, false, reads(func(l *loader, d *types.TaskDefinition) { l.addDefinition(d, l.tags) })},
	{"clusterName", tree.String, 0, false, reads((*loader).addCluster)},
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
