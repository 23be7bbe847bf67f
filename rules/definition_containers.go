package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// names are those of the containers of the task definition.
func (k *known) names() []string {
	list := make([]string, len(k.containers))
	for i := range k.containers {
		list[i] = ptr.Value(k.containers[i].Definition.Name)
	}
	return list
}

// nameHint says which containers there are, and which of them name probably means.
func (k *known) nameHint(name string) string {
	list := k.names()
	if same := slices.IndexFunc(list, func(n string) bool { return squeeze(n) == squeeze(name) }); same >= 0 {
		return "did you mean " + shown(&list[same]) + "?"
	}
	return hintOf(name, list)
}

// squeeze returns a name without what is easily mistaken: its case, hyphens and
// underscores.
func squeeze(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
}

// overrides calls visit for each container that is overridden, with the index of its
// override.
func (k *known) overrides(visit func(i int, o *container, d *types.ContainerDefinition)) {
	for n := range k.containers {
		if c := &k.containers[n]; c.Override != nil {
			visit(c.Index, c.Override, c.Definition)
		}
	}
}

// override returns the path of a container override.
func override(i int) string { return index("overrides.containerOverrides", i) }

// definedTable holds the rules for container overrides and the containers that
// they are for.
var definedTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "container-unknown", Field: "overrides.containerOverrides[].name", What: "A container override names a container of the task definition.",
				Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("azavea/django-ecsmanage", "21"), Needs: NeedTaskDefinition,
			},
			grade: ifPinned,
			check: func(r *run, k *known) {
				if k.request.Overrides == nil {
					return
				}
				for i, o := range k.request.Overrides.ContainerOverrides {
					if name := ptr.Value(o.Name); isName(name) && k.container(name) == nil {
						r.reportValue(override(i)+".name", name, "is not a container of the task definition", placeholderHint(name, k.nameHint(name)), "taskDefinition")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "env-name-of-secret", Field: "overrides.containerOverrides[].environment[].name", What: "No environment variable has the name of a secret in the task definition: which of the two wins is not documented.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: api("ContainerDefinition"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				k.overrides(func(i int, o *container, d *types.ContainerDefinition) {
					for _, secret := range d.Secrets {
						name := ptr.Value(secret.Name)
						same := func(kv types.KeyValuePair) bool { return name != "" && ptr.Value(kv.Name) == name }
						if n := slices.IndexFunc(o.Environment, same); n >= 0 {
							r.reportValue(override(i)+"."+index("environment", n)+".name", name, "is also the name of a secret in the task definition", "use another name, or register a revision without that secret", "taskDefinition")
						}
					}
				})
			},
		},
		{
			Rule: Rule{
				ID: "environment-files-role", Field: "overrides.containerOverrides[].environmentFiles", What: "A task with environment files has an execution role to read them with, in its overrides or its task definition.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Documented, Source: guide("use-environment-file"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if !r.hasNo(k, "overrides.executionRoleArn", executionRole, k.TaskDefinition.ExecutionRoleArn) {
					return
				}
				k.overrides(func(i int, o *container, _ *types.ContainerDefinition) {
					if len(o.EnvironmentFiles) > 0 {
						r.report(override(i)+".environmentFiles", "needs an execution role, but neither the overrides nor the task definition has one", "set overrides.executionRoleArn", "taskDefinition")
					}
				})
			},
		},
		{
			Rule: Rule{
				ID: "command-entry-point", Field: "overrides.containerOverrides[].command", What: "The command of a container with an entry point is not overridden: the command becomes arguments of the entry point.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("ContainerDefinition"), Optional: true, Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				k.overrides(func(i int, o *container, d *types.ContainerDefinition) {
					if len(o.Command) > 0 && len(d.EntryPoint) > 0 {
						r.report(override(i)+".command", "is passed to the entry point of the container as arguments", "make sure that this is what you want; an entry point cannot be overridden", "taskDefinition")
					}
				})
			},
		},
		{
			Rule: Rule{
				ID: "container-sidecar", Field: "overrides.containerOverrides[].name", What: "An override is not for the container that routes the logs of the task, or that is its proxy.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: api("TaskOverride"), Optional: true, Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				k.overrides(func(i int, o *container, d *types.ContainerDefinition) {
					what := ""
					switch p := k.TaskDefinition.ProxyConfiguration; {
					case d.FirelensConfiguration != nil:
						what = "routes the logs of the task"
					case p != nil && ptr.Value(p.ContainerName) == *o.Name:
						what = "is the proxy of the task"
					}
					if what != "" {
						r.reportValue(override(i)+".name", *o.Name, what, "make sure that this is the container to override", "taskDefinition")
					}
				})
			},
		},
		{
			Rule: Rule{
				ID: "container-limits", Field: "overrides.memory", What: "The memory of a task is not raised above the memory of its only container: the limit of the container stays as it is.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Observed, Source: thread("dagster-io/dagster", "6836"), Optional: true, Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				o := k.request.Overrides
				if o == nil || len(k.containers) != 1 {
					return
				}
				mib, _ := readMiB(o.Memory)
				if memory := k.containers[0].Memory(); memory != nil && *memory < mib {
					r.reportValue("overrides.memory", *o.Memory, fmt.Sprintf("is more than the %d MiB that the container %s is limited to", *memory, k.names()[0]), "override the memory of the container, too", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "gpu-definition-fargate", Field: "taskDefinition", What: "A task on Fargate does not request a GPU.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("fargate-gpu-resource"), Operations: RunTask, Needs: NeedTaskDefinition,
				launches: refusedOnFargate,
			},
			grade: byProvider,
			check: func(r *run, k *known) {
				if k.lacks(types.CompatibilityFargate) {
					return // launch-type-compatibility
				}
				for i := range k.containers {
					c := &k.containers[i]
					overridden := c.Override != nil && c.Override.ResourceRequirements != nil
					if !overridden && slices.ContainsFunc(c.Definition.ResourceRequirements, isGPU) {
						r.aboutDefinition(k, "requests a GPU for the container "+shown(c.Definition.Name)+", but Fargate has no GPUs", "run it on container instances")
						return
					}
				}
			},
		},
	},
}

func isGPU(q resource) bool { return q.Type == types.ResourceTypeGpu }
