package query

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Truth says whether something holds. Its zero value is No.
type Truth int

// What is known of an expression and an instance.
const (
	No Truth = iota
	Unknown
	Yes
)

// Instance is what an expression is matched against.
type Instance struct {
	*types.ContainerInstance
	// Groups are the groups of the tasks on the instance. If they are not Known,
	// conditions on task:group are neither true nor false.
	Groups []string
	Known  bool
}

// Match reports whether the instance matches. It is Unknown if that hangs on the
// groups of tasks, which are not known, or on a regular expression that Go cannot
// read as Java does.
func (e *Expression) Match(i Instance) Truth { return e.root.match(&i) }

// Foreign returns the first regular expression that Go cannot read as Java does, or
// nil if there is none.
func (e *Expression) Foreign() *Condition { return foreign(e.root) }

func foreign(n Node) *Condition {
	var parts []Node
	switch n := n.(type) {
	case Or:
		parts = n
	case And:
		parts = n
	case Not:
		return foreign(n.Node)
	case *Condition:
		if n.pattern == nil && (n.Op == Matches || n.Op == NotMatches) {
			return n
		}
	}
	for _, p := range parts {
		if c := foreign(p); c != nil {
			return c
		}
	}
	return nil
}

func (o Or) match(i *Instance) Truth {
	best := No
	for _, n := range o {
		best = max(best, n.match(i))
	}
	return best
}

func (a And) match(i *Instance) Truth {
	worst := Yes
	for _, n := range a {
		worst = min(worst, n.match(i))
	}
	return worst
}

func (n Not) match(i *Instance) Truth { return Yes - n.Node.match(i) }

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

func (c *Condition) match(i *Instance) Truth {
	if i.ContainerInstance == nil {
		return Unknown
	}
	switch c.Subject {
	case AgentConnected:
		return c.holds(strconv.FormatBool(i.AgentConnected), true)
	case AgentVersion:
		if i.VersionInfo == nil {
			return c.holds("", false)
		}
		return c.holds(ptr.Value(i.VersionInfo.AgentVersion), i.VersionInfo.AgentVersion != nil)
	case EC2InstanceID:
		return c.holds(ptr.Value(i.Ec2InstanceId), i.Ec2InstanceId != nil)
	case RegisteredAt:
		if i.ContainerInstance.RegisteredAt == nil {
			return No
		}
		return truth(c.ordered(i.ContainerInstance.RegisteredAt.Compare(c.times[0])))
	case RunningTasksCount:
		return c.holds(strconv.Itoa(int(i.ContainerInstance.RunningTasksCount)), true)
	case TaskGroup:
		return c.groups(i)
	}
	name := c.Subject.Attribute()
	for n := range i.Attributes {
		if a := &i.Attributes[n]; a.Name != nil && *a.Name == name {
			return c.holds(ptr.Value(a.Value), true)
		}
	}
	return c.holds("", false)
}

// groups matches an instance if one of the groups of its tasks does.
func (c *Condition) groups(i *Instance) Truth {
	if !i.Known {
		return Unknown
	}
	if c.Op == Exists || c.Op == NotExists {
		return c.holds("", len(i.Groups) > 0)
	}
	best := No
	for _, g := range i.Groups {
		best = max(best, c.holds(g, true))
	}
	return best
}

// holds reports whether the condition holds for a value, which may be absent.
func (c *Condition) holds(value string, there bool) Truth {
	switch c.Op {
	case Exists:
		return truth(there)
	case NotExists:
		return truth(!there)
	}
	if !there {
		return No
	}
	switch c.Op {
	case In:
		return truth(slices.Contains(c.Values, value))
	case NotIn:
		return truth(!slices.Contains(c.Values, value))
	case Matches, NotMatches:
		if c.pattern == nil {
			return Unknown
		}
		return truth(c.pattern.MatchString(value) == (c.Op == Matches))
	case Equal, NotEqual:
		if c.Subject != AgentVersion && c.Subject != RunningTasksCount {
			return truth((value == c.Values[0]) == (c.Op == Equal))
		}
	}
	return truth(c.ordered(compare(value, c.Values[0])))
}

// ordered reports whether the condition holds for a value that compares so with
// that of the condition.
func (c *Condition) ordered(order int) bool {
	switch c.Op {
	case Equal:
		return order == 0
	case NotEqual:
		return order != 0
	case Greater:
		return order > 0
	case GreaterEqual:
		return order >= 0
	case Less:
		return order < 0
	}
	return order <= 0
}

// compare compares numbers and versions number by number, and others as texts.
func compare(a, b string) int {
	if !version.MatchString(a) || !version.MatchString(b) {
		return cmp.Compare(a, b)
	}
	return slices.Compare(numbers(a), numbers(b))
}

// numbers returns the numbers of a version, without zeros at the end.
func numbers(version string) (list []int) {
	for digits := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(digits)
		list = append(list, n)
	}
	for len(list) > 0 && list[len(list)-1] == 0 {
		list = list[:len(list)-1]
	}
	return list
}

// compile returns the pattern for a whole value, or nil if Go does not read it as
// Java does.
func compile(java string) *regexp.Regexp {
	if nestedClass(java) {
		return nil
	}
	if _, err := regexp.Compile(java); err != nil {
		return nil
	}
	re, err := regexp.Compile(`\A(?:` + java + `)\z`)
	if err != nil {
		return nil
	}
	return re
}

// nestedClass reports whether a class of characters has another one or a && in it,
// which are unions and intersections to Java and characters to Go.
func nestedClass(java string) bool {
	in := false
	for i := 0; i < len(java); i++ {
		switch c := java[i]; {
		case c == '\\':
			i++
		case in && (c == '[' || strings.HasPrefix(java[i:], "&&")):
			return true
		case c == '[':
			in = true
		case c == ']':
			in = false
		}
	}
	return false
}
