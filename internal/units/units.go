// Package units adds to the errors of readers what they cannot know: in which unit
// Amazon ECS counts a member.
package units

import (
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
)

// unit is how ECS counts a member, and what reads it from how people write it.
type unit struct {
	name string
	read func(string) (int32, error)
}

var (
	mib = unit{"MiB", fargate.ParseMemory}
	cpu = unit{"CPU units", fargate.ParseCPU}
	gib = unit{"GiB", parseGiB}
)

// members have the units of the whole numbers in requests. The cpu and memory of a
// task are texts, and other errors tell of them.
var members = map[string]unit{
	"cpu": cpu, "memory": mib, "memoryReservation": mib, "sizeInGiB": gib,
}

// Explain adds to e, if it says that a member is not a whole number, its unit and the
// number to write.
func Explain(e *field.Error) {
	u, ok := members[strings.TrimPrefix(string(e.Path[len(e.Path.Parent()):]), ".")]
	if !ok || e.Kind != field.Invalid || e.Value == "" {
		return
	}
	e.Hint = "write a whole number of " + u.name
	if text, err := strconv.Unquote(e.Value); err == nil {
		if n, err := u.read(text); err == nil {
			e.Hint = "write " + strconv.Itoa(int(n)) + ", in " + u.name
			if text == strconv.Itoa(int(n)) {
				e.Hint = "write " + text + " without quotes"
			}
		}
	}
}

// parseGiB reads a number of GiB with its unit.
func parseGiB(s string) (int32, error) {
	s = strings.TrimSpace(s)
	for _, suffix := range []string{"GiB", "GB", "G"} {
		if n, ok := cutFold(s, suffix); ok {
			s = strings.TrimSpace(n)
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return int32(n), err
}

// cutFold cuts suffix, in upper or lower case, from s.
func cutFold(s, suffix string) (string, bool) {
	if at := len(s) - len(suffix); at >= 0 && strings.EqualFold(s[at:], suffix) {
		return s[:at], true
	}
	return s, false
}
