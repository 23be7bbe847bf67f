package failure

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Stopped explains why t stopped or is stopping: by the reasons that ECS gives for
// it and for its containers, the most telling first, else by the exit codes of a
// task whose essential container ended, else by its stop code. The result is false
// if t has none of these, or none that is known.
//
// A task that did its work is explained as well: its meaning is that all
// containers exited with 0.
func Stopped(t types.Task) (Explanation, bool) {
	reasons := []string{ptr.Value(t.StoppedReason)}
	for _, c := range t.Containers {
		reasons = append(reasons, ptr.Value(c.Reason))
	}
	for _, known := range stopReasons {
		for _, reason := range reasons {
			if _, ok := match(known.message, reason); ok {
				return known.Explanation, true
			}
		}
	}
	_, ended := match(essentialExited, ptr.Value(t.StoppedReason))
	if ended || t.StopCode == types.TaskStopCodeEssentialContainerExited {
		return exited(t.Containers), true
	}
	for _, known := range stopSummaries {
		if _, ok := match(known.message, ptr.Value(t.StoppedReason)); ok {
			return known.Explanation, true
		}
	}
	e, ok := stopCodes[t.StopCode]
	return e, ok
}

// essentialExited is the reason of a task that ended by itself. It leaves open
// whether that is a failure.
const essentialExited = "Essential container in task exited"

// exited explains the exit codes of the containers of a task that ended by itself.
func exited(containers []types.Container) Explanation {
	has := make(map[int32]bool)
	for _, c := range containers {
		if c.ExitCode == nil {
			has[noExitCode] = true
			continue
		}
		has[*c.ExitCode] = true
	}
	for _, known := range exitCodes {
		if has[known.code] {
			return known.Explanation
		}
	}
	if has[0] && len(has) == 1 {
		return succeeded
	}
	return failed
}
