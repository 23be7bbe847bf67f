package rules

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
)

var (
	fargateSizeRow = row[types.TaskOverride]{
		Rule: Rule{
			ID: "fargate-size", Field: "overrides.memory",
			What: "The task's cpu and memory are a Fargate size. If only one of them is overridden, the other is that of the task definition in the state; without a state, the one must be part of a Fargate size. The finding is an error for requests of RunTask that say Fargate, and with the option FargateTask, which says that the task definition requires Fargate. Container instances accept any size.",
			Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented | Observed, Source: guide("task-cpu-memory-error"), Optional: true,
		},
		grade: func(r *run) field.Severity {
			switch _, ok := r.fargateTask(); {
			case !ok:
				return off
			case r.fargate != nil:
				return errorSeverity
			}
			return r.byState(errorSeverity)
		},
		check: fargateSize,
	}
	fargateCPURow = row[types.TaskOverride]{
		Rule: Rule{
			ID: "fargate-cpu-newer", Field: "overrides.cpu", What: "On Fargate, the task's cpu is not more than that of the largest Fargate size known in 2026-09.",
			Limit: "{max} CPU units", limits: limits{max: int64(mostOf(cpuOf))}, Kind: field.Unknown, Severity: warningSeverity, Evidence: Inferred, Source: guide("task-cpu-memory-error"),
		},
		check: func(r *run, o *types.TaskOverride) {
			if _, ok := r.fargateTask(); !ok {
				return
			}
			if units, _ := readUnits(o.Cpu); int64(units) > r.max() {
				r.reportValue("cpu", *o.Cpu, fmt.Sprintf("is more than the %d CPU units of the largest Fargate size known in 2026-09", r.max()), "make sure that Fargate has this size")
			}
		},
	}
	fargateMemoryRow = row[types.TaskOverride]{
		Rule: Rule{
			ID: "fargate-memory-newer", Field: "overrides.memory", What: "On Fargate, the task's memory, if cpu is not overridden, is not more than that of the largest Fargate size known in 2026-09.",
			Limit: "{max} MiB", limits: limits{max: int64(mostOf(memoryOf))}, Kind: field.Unknown, Severity: warningSeverity, Evidence: Inferred, Source: guide("task-cpu-memory-error"),
		},
		check: func(r *run, o *types.TaskOverride) {
			if _, ok := r.fargateTask(); !ok || o.Cpu != nil {
				return
			}
			if mib, _ := readMiB(o.Memory); int64(mib) > r.max() {
				r.reportValue("memory", *o.Memory, fmt.Sprintf("is more than the %d MiB of the largest Fargate size known in 2026-09", r.max()), "make sure that Fargate has this size")
			}
		},
	}
)

func cpuOf(s fargate.Size) int32    { return s.CPU }
func memoryOf(s fargate.Size) int32 { return s.Memory }

// mostOf returns the most that a task on Fargate has of one of both.
func mostOf(part func(fargate.Size) int32) (most int32) {
	for size := range fargate.Sizes(fargate.Linux) {
		most = max(most, part(size))
	}
	return most
}

func fargateSize(r *run, o *types.TaskOverride) {
	d := r.sized()
	units, hasCPU := readUnits(placement.Either(o.Cpu, d.Cpu))
	mib, hasMemory := readMiB(placement.Either(o.Memory, d.Memory))
	platform, isFargate := r.fargateTask()
	var matters string
	if !isFargate {
		matters = ", which matters if the task definition requires Fargate"
	}
	wrongCPU := o.Cpu != nil && larger(units, platform, cpuOf)
	wrongMemory := o.Memory != nil && larger(mib, platform, memoryOf)
	if wrongCPU {
		r.reportValue("cpu", *o.Cpu, "is only "+plural(int64(units), "CPU unit")+", which no Fargate size has"+matters, fmt.Sprintf("for %d vCPU, write %d", units, units*1024))
	}
	if wrongMemory {
		r.reportValue("memory", *o.Memory, fmt.Sprintf("is only %d MiB, which no Fargate size has", mib)+matters, fmt.Sprintf("for %d GB, write %d", mib, mib*1024))
	}
	switch {
	case wrongCPU, wrongMemory, o.Cpu == nil && o.Memory == nil:
	case hasCPU && hasMemory:
		if isFargate && int64(units) > fargateCPURow.limits.max {
			return
		}
		err := fargate.Validate(fargate.Size{CPU: units, Memory: mib}, platform)
		if e, ok := errors.AsType[*fargate.SizeError](err); ok {
			r.reportSize(o, units, mib, e.Reason()+matters, e.Hint())
		}
	case hasCPU && o.Memory == nil:
		if around := neighbors(units, platform, cpuOf); around != "" {
			r.reportValue("cpu", *o.Cpu, "is "+plural(int64(units), "CPU unit")+", which no Fargate size has"+matters, "use "+around+" CPU units")
		}
	case hasMemory && o.Cpu == nil:
		if around := neighbors(mib, platform, memoryOf); around != "" {
			r.reportValue("memory", *o.Memory, fmt.Sprintf("is %d MiB, which no Fargate size has", mib)+matters, "use "+around+" MiB")
		}
	}
}

// hasWrongSize reports whether the rule fargate-size reports the size of the task. It
// has to change, so nothing is compared with it.
func (r *run) hasWrongSize(o *types.TaskOverride) bool {
	platform, ok := r.fargateTask()
	if !ok || o.Cpu == nil && o.Memory == nil {
		return false
	}
	d := r.sized()
	units, hasCPU := readUnits(placement.Either(o.Cpu, d.Cpu))
	mib, hasMemory := readMiB(placement.Either(o.Memory, d.Memory))
	switch {
	case hasCPU && hasMemory:
		return isWrongSize(units, mib, platform)
	case hasCPU:
		return neighbors(units, platform, cpuOf) != ""
	}
	return neighbors(mib, platform, memoryOf) != ""
}

// isWrongSize reports whether the platform does not have a size. One with more CPU
// than the largest that is known may be new.
func isWrongSize(units, mib int32, platform fargate.Platform) bool {
	return int64(units) <= fargateCPURow.limits.max && fargate.Validate(fargate.Size{CPU: units, Memory: mib}, platform) != nil
}

// reportSize reports a size that Fargate does not have at what is overridden of it.
func (r *run) reportSize(o *types.TaskOverride, units, mib int32, reason, hint string) {
	switch {
	case o.Cpu != nil && o.Memory != nil:
		r.reportValue("memory", *o.Memory, fmt.Sprintf("together with %d CPU units %s", units, reason), hint, "cpu")
	case o.Memory != nil:
		r.unlessPinned()
		r.reportValue("memory", *o.Memory, fmt.Sprintf("together with the task definition's %d CPU units %s", units, reason), hint)
	default:
		r.unlessPinned()
		r.reportValue("cpu", *o.Cpu, fmt.Sprintf("together with the task definition's %d MiB of memory %s", mib, reason), hint)
	}
}

// larger reports whether n is an amount that sizes have in the larger unit, vCPU or
// GB.
func larger(n int32, platform fargate.Platform, part func(fargate.Size) int32) bool {
	const most = 256 // no size has as many vCPUs or GB
	if n >= most {
		return false
	}
	for size := range fargate.Sizes(platform) {
		if amount := part(size); amount/1024 == n && amount%1024 == 0 {
			return true
		}
	}
	return false
}

// neighbors returns the amounts next to n that sizes have, such as "256 or 512". It
// returns nothing if a size has n, or n is more than any has: that may be new.
func neighbors(n int32, platform fargate.Platform, part func(fargate.Size) int32) string {
	var amounts []int32
	for size := range fargate.Sizes(platform) {
		amounts = append(amounts, part(size))
	}
	slices.Sort(amounts)
	i, found := slices.BinarySearch(amounts, n)
	switch {
	case found || i == len(amounts):
		return ""
	case i == 0:
		return fmt.Sprint(amounts[0])
	}
	return fmt.Sprintf("%d or %d", amounts[i-1], amounts[i])
}
