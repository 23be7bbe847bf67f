package fargate

import "slices"

// Smallest returns the cheapest size of p that has at least the given CPU units
// and MiB, and whether there is one. Cheapest means the smallest CPU, then the
// smallest memory. A value of 0 or less asks for nothing.
func Smallest(cpu, memory int32, p Platform) (Size, bool) {
	want := Size{CPU: cpu, Memory: memory}
	for s := range Sizes(p) {
		if s.covers(want) {
			return s, true
		}
	}
	return Size{}, false
}

// Nearest returns the sizes of p nearest to s, at most two and the lower one
// first. Below s it is the largest that has no more of either, above s the
// smallest that has no less of either; more CPU makes a size larger, and among
// equal CPU more memory. So both keep the CPU of s if they can, and the size
// above is the one [Smallest] finds.
//
// If s is itself a size, it is the only one. There is none below a size that
// has less of either than the smallest, none above one that has more of either
// than the largest, and neither for one that is both.
func Nearest(s Size, p Platform) []Size {
	var near []Size
	if below, ok := largestWithin(s, p); ok {
		near = append(near, below)
	}
	if above, ok := Smallest(s.CPU, s.Memory, p); ok && !slices.Contains(near, above) {
		near = append(near, above)
	}
	return near
}

func largestWithin(limit Size, p Platform) (largest Size, ok bool) {
	for s := range Sizes(p) {
		if limit.covers(s) {
			largest, ok = s, true
		}
	}
	return largest, ok
}
