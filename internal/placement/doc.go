// Package placement computes what a task needs, and why it does not fit on a
// container instance. It makes no calls: it works on task definitions, overrides
// and container instances as ECS describes them.
//
// # The arithmetic
//
//	CPU      the task's CPU units, else the sum over its containers
//	MEMORY   the task's MiB, else the sum over its containers, of which the
//	         memoryReservation counts rather than the memory
//	PORTS    host ports given by number; in the mode host, all container ports
//	ENI      one network interface in the mode awsvpc
//	GPU      the sum over the containers; ALL is whatever is free
//
// All values are those after the overrides. This is how the agent of ECS accounts
// for tasks (ToHostResources in
// https://github.com/aws/amazon-ecs-agent/blob/master/agent/api/task/task.go). For
// Windows tasks the sums count, because ECS ignores what is set at the task level.
//
// These are inferred: that the GPUs in remainingResources are the free ones, while
// the ports in it are documented to be those in use; that an override of a
// container's resourceRequirements replaces the list; that all attributes of
// requiresAttributes are compared by name and, if they have one, by value.
package placement
