package rules

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// aboutCluster reports something about the cluster itself.
func (r *run) aboutCluster(k *known, msg, hint string, related ...field.Path) {
	r.reportValue("cluster", ptr.Value(k.request.Cluster), msg, k.asOf(hint), related...)
}

// isWithoutInstances reports whether the cluster is active, but known to have no
// container instance that tasks could be placed on, nor to get one by itself. A count
// of 0 does not say so alone: it may just not have been given.
func (k *known) isWithoutInstances() bool {
	return k.Cluster != nil && ptr.Value(k.Cluster.Status) == "ACTIVE" && k.Cluster.RegisteredContainerInstancesCount == 0 &&
		k.AllInstances && len(k.Instances) == 0 && !k.scales()
}

// aboutProvider reports something about the capacity provider of an element of the
// strategy.
func (r *run) aboutProvider(k *known, i int, msg, hint string) {
	name := ptr.Value(k.strategy[i].CapacityProvider)
	if k.byDefault {
		r.aboutCluster(k, "has a default strategy with the capacity provider "+short(name)+", which "+msg, hint)
		return
	}
	r.reportValue(index("capacityProviderStrategy", i)+".capacityProvider", name, msg, k.asOf(hint), "cluster")
}

// clusterTable holds the rules for a request and the cluster that it names, with
// its capacity providers.
var clusterTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "cluster-status", Field: "cluster", What: "The cluster is ACTIVE. A deleted cluster is listed as INACTIVE for a while.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented | Observed, Source: thread("vatertime/minecraft-spot-pricing", "4"), Needs: NeedCluster,
			},
			check: func(r *run, k *known) {
				if k.Cluster == nil {
					return
				}
				switch status := ptr.Value(k.Cluster.Status); status {
				case "", "ACTIVE":
				case "PROVISIONING":
					r.aboutCluster(k, "is PROVISIONING", "wait until it is ACTIVE")
				default:
					r.aboutCluster(k, "is "+short(status), "use a cluster that is ACTIVE")
				}
			},
		},
		{
			Rule: Rule{
				ID: "cluster-attachments", Field: "cluster", What: "The capacity providers of the cluster are not being changed, and their last change did not fail.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("Cluster"), Operations: RunTask, Needs: NeedCluster,
			},
			check: func(r *run, k *known) {
				if k.Cluster == nil || len(k.strategy) == 0 {
					return
				}
				switch ptr.Value(k.Cluster.AttachmentsStatus) {
				case "UPDATE_IN_PROGRESS":
					r.aboutCluster(k, "is changing its capacity providers", "wait until the change is complete")
				case "UPDATE_FAILED":
					r.aboutCluster(k, "failed to change its capacity providers", "find the reason in the attachments that DescribeClusters returns")
				}
			},
		},
		{
			Rule: Rule{
				ID: "cluster-instances", Field: "cluster", What: "The cluster has a container instance if the request places tasks on container instances and no managed scaling adds them.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Observed, Source: thread("boto/boto3", "2862"), Operations: RunTask, Needs: NeedCluster | NeedInstances,
				launches: onInstances,
			},
			check: func(r *run, k *known) {
				if !k.isWithoutInstances() {
					return
				}
				hint := "register a container instance"
				if k.byDefault {
					hint += ", or set launchType or capacityProviderStrategy: the cluster has no default strategy, so ECS uses EC2"
				}
				r.aboutCluster(k, "has no container instance", hint)
			},
		},
		{
			Rule: Rule{
				ID: "strategy-cluster", Field: "capacityProviderStrategy[].capacityProvider", What: "A capacity provider of the request is associated with the cluster.",
				Kind: field.Unknown, Severity: warningSeverity, Evidence: Documented | Observed, Source: thread("dask/dask-cloudprovider", "328"), Operations: RunTask, Needs: NeedCluster,
			},
			check: func(r *run, k *known) {
				if k.Cluster == nil || k.byDefault {
					return
				}
				its := k.Cluster.CapacityProviders
				for i := range k.strategy {
					name := ptr.Value(k.strategy[i].CapacityProvider)
					if !isName(name) || looksReserved(name) || slices.Contains(its, name) {
						continue
					}
					hint := "associate it with the cluster first: the cluster has no capacity provider"
					if len(its) > 0 {
						hint = "associate it with the cluster first: the cluster has " + listed(its)
					}
					r.reportValue(index("capacityProviderStrategy", i)+".capacityProvider", name, "is not associated with the cluster", k.asOf(placeholderHint(name, hint)), "cluster")
				}
			},
		},
		{
			Rule: Rule{
				ID: "provider-status", Field: "capacityProviderStrategy[].capacityProvider", What: "A capacity provider of the request, or of the cluster's default strategy, is ACTIVE.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("CapacityProvider"), Operations: RunTask, Needs: NeedCapacityProviders,
			},
			check: func(r *run, k *known) {
				for i := range k.strategy {
					if p := k.provider(i); p != nil && p.Status != "" && p.Status != types.CapacityProviderStatusActive {
						r.aboutProvider(k, i, "is "+short(string(p.Status)), "use a capacity provider that is ACTIVE")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "provider-cluster", Field: "capacityProviderStrategy[].capacityProvider", What: "A capacity provider of Managed Instances belongs to the cluster of the request.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("CapacityProvider"), Operations: RunTask, Needs: NeedCapacityProviders,
			},
			check: func(r *run, k *known) {
				want := clusterRef(k.request.Cluster)
				for i := range k.strategy {
					p := k.provider(i)
					if p == nil || ptr.Value(p.Cluster) == "" || !isName(want.name) {
						continue
					}
					if got := refOf(*p.Cluster, "cluster/"); !want.same(got) {
						r.aboutProvider(k, i, fmt.Sprintf("belongs to another cluster, %v", got), "use a capacity provider of this cluster")
					}
				}
			},
		},
	},
}
