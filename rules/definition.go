package rules

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// aboutDefinition reports something about the task definition itself.
func (r *run) aboutDefinition(k *known, msg, hint string, related ...field.Path) {
	r.reportValue("taskDefinition", *k.request.TaskDefinition, msg, hint, related...)
}

// definitionTable holds the rules for a request and the task definition that it
// names.
var definitionTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "task-definition-status", Field: "taskDefinition", What: "The task definition is active. ECS does not start tasks from one that is INACTIVE or is being deleted.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("DefangLabs/defang", "775"), Needs: NeedTaskDefinition,
			},
			grade: ifPinned,
			check: func(r *run, k *known) {
				switch k.TaskDefinition.Status {
				case types.TaskDefinitionStatusInactive:
					if !k.pinned {
						r.aboutDefinition(k, fmt.Sprintf("is INACTIVE in its revision %d", k.TaskDefinition.Revision), k.asOf("read the state again: ECS takes the latest active revision, if there is one"))
						return
					}
					r.aboutDefinition(k, "is INACTIVE", k.asOf("use an active revision, or register a new one"))
				case types.TaskDefinitionStatusDeleteInProgress:
					r.aboutDefinition(k, "is being deleted", k.asOf("use an active revision, or register a new one"))
				}
			},
		},
		{
			Rule: Rule{
				ID: "propagate-tags-untagged", Field: "propagateTags", What: "propagateTags is TASK_DEFINITION only if the task definition has tags.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: api("RunTask"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if k.request.PropagateTags == types.PropagateTagsTaskDefinition && k.TaskTags != nil && len(k.TaskTags) == 0 {
					r.reportValue("propagateTags", string(k.request.PropagateTags), "has no effect: the task definition has no tags", k.asOf("tag the task definition, or leave it out"), "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "tags-count-propagated", Field: "tags", What: "The tags of the request and those propagated from the task definition are at most {max} together. A key that both have counts once.",
				Limit: "{max} tags", limits: limits{max: 50}, Kind: field.TooMany, Severity: warningSeverity, Evidence: Documented | Inferred, Source: guide("ecs-using-tags"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if k.request.PropagateTags != types.PropagateTagsTaskDefinition || int64(len(k.request.Tags)) > r.max() {
					return // tags-count
				}
				keys := make(map[string]bool)
				for _, list := range [...][]types.Tag{k.TaskTags, k.request.Tags} {
					for i := range list {
						keys[tagKey(&list[i])] = true
					}
				}
				if n := len(keys); int64(n) > r.max() {
					r.report("tags", fmt.Sprintf("are %d together with those of the task definition, but at most %d are allowed", n, r.max()), "remove some of them, or propagate none", "propagateTags")
				}
			},
		},
		{
			Rule: Rule{
				ID: "inference-accelerators-definition", Field: "taskDefinition", What: "The task definition does not request Elastic Inference, which is no longer available.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented | Observed, Source: bench("fargate-inference-accelerator"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if len(k.TaskDefinition.InferenceAccelerators) > 0 {
					r.aboutDefinition(k, "requests Elastic Inference, which is no longer available", "register a revision without inferenceAccelerators")
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-constraints-total", Field: "placementConstraints", What: "The placement constraints of the request and of its task definition are at most {max} together.",
				Limit: "{max} constraints", limits: limits{max: 10}, Kind: field.TooMany, Severity: warningSeverity, Evidence: Documented, Source: api("RunTask"), Operations: RunTask, Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				own, its := len(k.request.PlacementConstraints), len(k.TaskDefinition.PlacementConstraints)
				if own > 0 && int64(own) <= r.max() && int64(own+its) > r.max() {
					r.report("placementConstraints", fmt.Sprintf("has %s, and the task definition has %d, but at most %d are allowed together", plural(int64(own), "element"), its, r.max()), "remove some of them", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "exec-task-role", Field: "enableExecuteCommand", What: "A task with execute command has a task role, in its overrides or its task definition.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Observed, Source: thread("boto/boto3", "3173"), Needs: NeedTaskDefinition,
			},
			grade: ifPinned,
			check: func(r *run, k *known) {
				if k.request.EnableExecuteCommand && r.hasNo(k, "overrides.taskRoleArn", taskRole, k.TaskDefinition.TaskRoleArn) {
					r.report("enableExecuteCommand", "needs a task role, but neither the overrides nor the task definition has one",
						"set overrides.taskRoleArn, or leave enableExecuteCommand out", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "exec-read-only", Field: "enableExecuteCommand", What: "A task with execute command has an essential container whose root file system is not read-only: execute command writes to it, and fails in the others.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: guide("ecs-exec"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if !k.request.EnableExecuteCommand || len(k.containers) == 0 {
					return
				}
				for i := range k.containers {
					d := k.containers[i].Definition
					if essential := d.Essential == nil || *d.Essential; essential && !ptr.Value(d.ReadonlyRootFilesystem) {
						return
					}
				}
				r.report("enableExecuteCommand", "works in no essential container: their root file systems are read-only",
					"register a revision without readonlyRootFilesystem, or leave enableExecuteCommand out", "taskDefinition")
			},
		},
		{
			Rule: Rule{
				ID: "secrets-execution-role", Field: "taskDefinition", What: "A task has an execution role if a container has secrets, a log driver with secrets, or credentials for a private registry.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Documented, Source: guide("task_execution_IAM_role"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if !r.hasNo(k, "overrides.executionRoleArn", executionRole, k.TaskDefinition.ExecutionRoleArn) {
					return
				}
				for i := range k.containers {
					d := k.containers[i].Definition
					if what := secretsOf(d); what != "" {
						r.aboutDefinition(k, fmt.Sprintf("has %s in the container %s, but no execution role to read them with", what, shown(d.Name)), "set overrides.executionRoleArn")
						return
					}
				}
			},
		},
	},
}

// hasNo reports whether the task has no role of a kind: the override of it, if there is
// one, or else that of the definition.
func (r *run) hasNo(k *known, member field.Path, override func(*types.TaskOverride) *string, its *string) bool {
	if o := k.request.Overrides; o != nil && override(o) != nil {
		its = override(o)
	}
	return ptr.Value(its) == "" && !r.isLost(member)
}

// secretsOf names what a container needs the execution role for, or returns "".
func secretsOf(d *types.ContainerDefinition) string {
	switch {
	case len(d.Secrets) > 0:
		return "secrets"
	case d.LogConfiguration != nil && len(d.LogConfiguration.SecretOptions) > 0:
		return "secretOptions"
	case d.RepositoryCredentials != nil:
		return "repositoryCredentials"
	}
	return ""
}
