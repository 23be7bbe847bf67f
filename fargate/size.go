package fargate

import (
	"fmt"
	"strconv"
)

// Size is the size of a task. It is comparable. The zero Size does not exist on
// any platform.
type Size struct {
	CPU    int32 // in CPU units, 1024 to a vCPU
	Memory int32 // in MiB
}

// String returns the size with its units: "256 CPU units, 512 MiB".
func (s Size) String() string { return fmt.Sprintf("%d CPU units, %d MiB", s.CPU, s.Memory) }

// Strings returns the size as the API's members cpu and memory take it and as
// ECS returns it: whole numbers without units.
func (s Size) Strings() (cpu, memory string) {
	return strconv.Itoa(int(s.CPU)), strconv.Itoa(int(s.Memory))
}

// covers reports whether s has no less of either than t.
func (s Size) covers(t Size) bool { return s.CPU >= t.CPU && s.Memory >= t.Memory }
