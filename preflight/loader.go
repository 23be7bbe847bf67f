package preflight

import (
	"cmp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// loader collects what the texts have.
type loader struct {
	definitions named[definition]
	clusters    named[*types.Cluster]
	instances   named[types.ContainerInstance]
	providers   named[types.CapacityProvider]
	failures    []types.Failure
	listed      []string    // ARNs of container instances
	unlisted    bool        // there are more than those
	tags        []types.Tag // of the task definition to be registered in the text that is read
}

type definition struct {
	*types.TaskDefinition
	tags []types.Tag
}

// named is a list in which nothing with a name is twice: what is added takes the place
// of what has its name.
type named[T any] struct {
	list []T
	at   map[string]int
}

func (n *named[T]) add(name string, v T) {
	if at, there := n.at[name]; there {
		n.list[at] = v
		return
	}
	if n.at == nil {
		n.at = make(map[string]int)
	}
	if name != "" {
		n.at[name] = len(n.list)
	}
	n.list = append(n.list, v)
}

// addDefinition adds a task definition. ECS also says that it has no tags if it was
// not asked for them.
func (l *loader) addDefinition(d *types.TaskDefinition, tags []types.Tag) {
	if d == nil {
		return
	}
	if len(tags) == 0 {
		tags = nil
	}
	l.definitions.add(cmp.Or(ptr.Value(d.TaskDefinitionArn), ptr.Value(d.Family)), definition{d, tags})
}

func (l *loader) addCluster(c *types.Cluster) {
	if c != nil {
		l.clusters.add(nameOf(c), c)
	}
}

func (l *loader) addInstances(list ...types.ContainerInstance) {
	for _, i := range list {
		l.instances.add(ptr.Value(i.ContainerInstanceArn), i)
	}
}

func (l *loader) addProviders(list ...types.CapacityProvider) {
	for _, p := range list {
		l.providers.add(cmp.Or(ptr.Value(p.CapacityProviderArn), ptr.Value(p.Name)), p)
	}
}

// uncounted stands for how many container instances a cluster has, if it does not say so.
const uncounted = -1

// state returns all that was added. Of what a State has only one of, the others stand in
// Others. All container instances of a cluster are there if they are as many as it
// says or, if it does not say so, if they were listed.
func (l *loader) state() rules.State {
	states := make([]rules.State, max(1, len(l.definitions.list), len(l.clusters.list)))
	for i, d := range l.definitions.list {
		states[i].TaskDefinition, states[i].TaskTags = d.TaskDefinition, d.tags
	}
	all, running, listed, absent := make(tally), make(tally), make(tally), make(tally)
	for n := range l.instances.list {
		i := &l.instances.list[n]
		all.add(ptr.Value(i.ContainerInstanceArn))
		switch types.ContainerInstanceStatus(ptr.Value(i.Status)) {
		case types.ContainerInstanceStatusActive, types.ContainerInstanceStatusDraining:
			running.add(ptr.Value(i.ContainerInstanceArn))
		}
	}
	for _, name := range l.listed {
		listed.add(name)
		if _, there := l.instances.at[name]; !there {
			absent.add(name)
		}
	}
	allListed := func(cluster string) bool { return !l.unlisted && listed.of(cluster) > 0 && absent.of(cluster) == 0 }
	for i, c := range l.clusters.list {
		states[i].Cluster, states[i].AllInstances = c, running.of(nameOf(c)) == int(c.RegisteredContainerInstancesCount)
		if c.RegisteredContainerInstancesCount == uncounted {
			c.RegisteredContainerInstancesCount, states[i].AllInstances = 0, allListed(nameOf(c))
		}
	}
	s := states[0]
	if cluster, ok := single(all, listed); ok && s.Cluster == nil {
		s.AllInstances = allListed(cluster)
	}
	s.Instances, s.CapacityProviders, s.Failures, s.Others = l.instances.list, l.providers.list, l.failures, states[1:]
	return s
}

// nameOf returns the ARN of a cluster, or its name.
func nameOf(c *types.Cluster) string {
	return cmp.Or(ptr.Value(c.ClusterArn), ptr.Value(c.ClusterName))
}

// A tally counts container instances by their clusters, each by its ARN and by its name.
// A short ARN of an instance does not say the cluster; it counts for "", and so for any.
type tally map[string]int

func (t tally) add(instance string) {
	a, _ := arn.ParseECS(instance)
	name, _ := arn.Name(instance, "container-instance/")
	cluster, _, long := strings.Cut(name, "/")
	if !long {
		t[""]++
		return
	}
	t[cluster]++
	t[strings.TrimSuffix(instance, a.Resource)+"cluster/"+cluster]++
}

func (t tally) of(cluster string) int { return t[cluster] + t[""] }

// single returns the ARN of the only cluster that the tallies have, or "" for none.
func single(tallies ...tally) (cluster string, ok bool) {
	for _, t := range tallies {
		for name := range t {
			if arn.Is(name) && name != cluster {
				if cluster != "" {
					return "", false
				}
				cluster = name
			}
		}
	}
	return cluster, true
}
