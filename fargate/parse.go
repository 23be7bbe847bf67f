package fargate

import (
	"errors"
	"math"
	"strings"
)

// ParseSize reads the CPU and the memory of a task by [ParseCPU] and
// [ParseMemory]. It does not check that the pair exists: see [Validate].
//
// Each text that cannot be read adds a *[ParseError], the CPU's first; with two,
// the error wraps both as [errors.Join] does.
func ParseSize(cpu, memory string) (Size, error) {
	c, cpuErr := ParseCPU(cpu)
	m, memoryErr := ParseMemory(memory)
	if cpuErr != nil || memoryErr != nil {
		return Size{}, errors.Join(cpuErr, memoryErr)
	}
	return Size{CPU: c, Memory: m}, nil
}

// ParseCPU reads a task's CPU and returns it in CPU units: "256", ".25 vCPU" and
// "0.25vcpu" are all 256. The result is never less than 1. The error is a
// *[ParseError].
func ParseCPU(s string) (units int32, err error) { return cpuQuantity.parse(s) }

// ParseMemory reads a task's memory and returns it in MiB: "512", "0.5 GB" and
// ".5gb" are all 512. The result is never less than 1. The error is a
// *[ParseError].
func ParseMemory(s string) (mib int32, err error) { return memoryQuantity.parse(s) }

// space is the ASCII white space.
const space = " \t\n\v\f\r"

// perUnit is what a vCPU is in CPU units and a GB in MiB.
const perUnit = 1024

// quantity is one of the two things a size has, and how people write it.
type quantity struct {
	name    string           // of the API member
	base    string           // what whole numbers count
	unit    string           // what decimal numbers count: 1024 of base
	zero    string           // what the documentation writes before a decimal point
	example int32            // in base
	slips   map[string]int64 // units people write that ECS does not know, in base, lower case
}

var cpuQuantity = &quantity{
	name:    "cpu",
	base:    "CPU units",
	unit:    "vCPU",
	example: 256,
	slips: map[string]int64{
		"unit": 1, "units": 1, "cpu unit": 1, "cpu units": 1,
		"vcpus": perUnit, "cpu": perUnit, "cpus": perUnit, "core": perUnit, "cores": perUnit,
	},
}

var memoryQuantity = &quantity{
	name:    "memory",
	base:    "MiB",
	unit:    "GB",
	zero:    "0",
	example: 512,
	slips: map[string]int64{
		"m": 1, "mi": 1, "mb": 1, "mib": 1,
		"g": perUnit, "gi": perUnit, "gib": perUnit,
		"t": perUnit * perUnit, "ti": perUnit * perUnit, "tb": perUnit * perUnit, "tib": perUnit * perUnit,
	},
}

func (q *quantity) parse(s string) (int32, error) {
	whole, rest := digits(s)
	if whole == "" || rest != "" { // else it is a whole number, as most are
		whole, rest = digits(strings.Trim(s, space))
	}
	fraction, point := "", false
	if rest, point = strings.CutPrefix(rest, "."); point {
		fraction, rest = digits(rest)
	}
	unit := strings.TrimLeft(rest, space)

	switch {
	case point && fraction == "", !point && whole == "":
		return 0, q.syntaxError(s)
	case unit == "" && !point:
		return q.value(s, whole, "", 1)
	case strings.EqualFold(unit, q.unit):
		return q.value(s, whole, fraction, perUnit)
	}
	return 0, q.syntaxError(s)
}

// digits splits s after its leading ASCII digits.
func digits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}

// maxDigits is the number of digits that can matter on either side of the point:
// the largest int32 has ten, and a multiple of 1/1024 has ten decimals at most.
const maxDigits = 10

// value returns whole.fraction times scale. The input s is for errors only.
func (q *quantity) value(s, whole, fraction string, scale int64) (int32, error) {
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if len(whole) > maxDigits {
		return 0, q.rangeError(s)
	}
	if len(fraction) > maxDigits {
		return 0, q.fractionError(s)
	}

	n, _ := decimal(whole)
	parts, of := decimal(fraction)
	n, parts = n*scale, parts*scale
	switch {
	case parts%of != 0:
		return 0, q.fractionError(s)
	case n+parts/of > math.MaxInt32:
		return 0, q.rangeError(s)
	case n+parts == 0:
		return 0, q.zeroError(s)
	}
	return int32(n + parts/of), nil
}

// decimal returns the value of at most maxDigits digits, and ten to the power of
// their number.
func decimal(digits string) (n, power int64) {
	power = 1
	for _, d := range []byte(digits) {
		n, power = n*10+int64(d-'0'), power*10
	}
	return n, power
}
