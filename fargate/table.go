package fargate

import (
	"fmt"
	"iter"
	"slices"
)

// Platform chooses among the tables of sizes. The zero value is Linux. A value
// other than the constants has no sizes.
type Platform uint8

const (
	// Linux has every size. From 8192 CPU units up, it takes platform version
	// 1.4.0 or later.
	Linux Platform = iota
	// Windows has the sizes from 1024 to 4096 CPU units.
	Windows
	// Historical2018 is the table of the AWS CLI reference of early 2018: Linux up
	// to 4096 CPU units.
	Historical2018
)

// String returns the name of the constant.
func (p Platform) String() string {
	switch p {
	case Linux:
		return "Linux"
	case Windows:
		return "Windows"
	case Historical2018:
		return "Historical2018"
	}
	return fmt.Sprintf("Platform(%d)", uint8(p))
}

// tier is one value of CPU with the values of memory it goes with.
type tier struct {
	cpu       int32
	memory    []int32 // ascending
	platforms []Platform
}

// tiers is the table of sizes. Everything in this package that knows a size
// knows it from here.
var tiers = []tier{
	{256, []int32{512, 1024, 2048}, []Platform{Linux, Historical2018}},
	{512, steps(1024, 4096, 1024), []Platform{Linux, Historical2018}},
	{1024, steps(2048, 8192, 1024), []Platform{Linux, Windows, Historical2018}},
	{2048, steps(4096, 16384, 1024), []Platform{Linux, Windows, Historical2018}},
	{4096, steps(8192, 30720, 1024), []Platform{Linux, Windows, Historical2018}},
	{8192, steps(16384, 61440, 4096), []Platform{Linux}},
	{16384, steps(32768, 122880, 8192), []Platform{Linux}},
	{32768, []int32{61440, 122880, 249856}, []Platform{Linux}},
}

func steps(first, last, step int32) (values []int32) {
	for v := first; v <= last; v += step {
		values = append(values, v)
	}
	return values
}

// Sizes returns the sizes of p in ascending order: by CPU, then by memory.
func Sizes(p Platform) iter.Seq[Size] {
	return func(yield func(Size) bool) {
		for _, t := range tiers {
			if !slices.Contains(t.platforms, p) {
				continue
			}
			for _, memory := range t.memory {
				if !yield(Size{CPU: t.cpu, Memory: memory}) {
					return
				}
			}
		}
	}
}
