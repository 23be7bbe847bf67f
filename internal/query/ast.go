package query

import (
	"regexp"
	"strings"
	"time"
)

// Expression is an expression that was parsed.
type Expression struct {
	root  Node
	mixed bool
}

// Root returns the outermost node.
func (e *Expression) Root() Node { return e.root }

// Mixed reports whether && and || stand beside each other without parentheses.
// Which of them binds closer is inferred.
func (e *Expression) Mixed() bool { return e.mixed }

// String returns the expression in its plainest spelling: symbols for operators,
// one space between words, quotes and parentheses only where they are needed.
// Parsed again, it is the same expression.
func (e *Expression) String() string {
	var b strings.Builder
	e.root.print(&b)
	return b.String()
}

// Node is an [Or], an [And], a [Not] or a [*Condition].
type Node interface {
	match(*Instance) Truth
	print(*strings.Builder)
}

// Or holds if one of its nodes does. It has at least two, none of them an Or.
type Or []Node

// And holds if all of its nodes do. It has at least two, none of them an And.
type And []Node

// Not holds if its node does not.
type Not struct{ Node Node }

// Condition compares what an instance has with values.
type Condition struct {
	Subject Subject
	Op      Op
	Values  []string // none for exists, one or more for in, else one
	Offset  int      // where it begins, in bytes

	pattern *regexp.Regexp // of Matches and NotMatches; nil if Go cannot tell
	times   []time.Time    // of registeredAt, one for each value
}

// Subject is what a condition looks at. An attribute is "attribute:" and its name.
type Subject string

// The subjects other than attributes.
const (
	AgentConnected    Subject = "agentConnected"
	AgentVersion      Subject = "agentVersion"
	EC2InstanceID     Subject = "ec2InstanceId"
	RegisteredAt      Subject = "registeredAt"
	RunningTasksCount Subject = "runningTasksCount"
	TaskGroup         Subject = "task:group"
)

const attributePrefix = "attribute:"

// Attribute returns the name of the attribute, or "" if the subject is none.
func (s Subject) Attribute() string {
	name, _ := strings.CutPrefix(string(s), attributePrefix)
	if len(name) == len(s) {
		return ""
	}
	return name
}

// Op is an operator.
type Op int

// The operators.
const (
	Equal Op = iota
	NotEqual
	Greater
	GreaterEqual
	Less
	LessEqual
	In
	NotIn
	Matches
	NotMatches
	Exists
	NotExists
)

// operators has the spellings of each operator.
var operators = [...]struct{ symbol, word string }{
	Equal:        {"==", "equals"},
	NotEqual:     {"!=", "not_equals"},
	Greater:      {">", "greater_than"},
	GreaterEqual: {">=", "greater_than_equal"},
	Less:         {"<", "less_than"},
	LessEqual:    {"<=", "less_than_equal"},
	In:           {"in", "in"},
	NotIn:        {"!in", "not_in"},
	Matches:      {"=~", "matches"},
	NotMatches:   {"!~", "not_matches"},
	Exists:       {"exists", "exists"},
	NotExists:    {"!exists", "not_exists"},
}

// String returns the operator in symbols.
func (o Op) String() string { return operators[o].symbol }

// The operators that AWS lists for a subject. It lists none for task:group and
// attributes, which take any.
var (
	ordering = []Op{Equal, NotEqual, Greater, GreaterEqual, Less, LessEqual}
	matching = []Op{Equal, NotEqual, In, NotIn, Matches, NotMatches}
)

// subjects has the subjects other than attributes, the operators they take (nil
// for any), and what their values look like.
var subjects = map[Subject]struct {
	ops    []Op
	values string
	valid  func(string) bool
}{
	AgentConnected:    {matching, "true or false", func(v string) bool { return v == "true" || v == "false" }},
	AgentVersion:      {ordering, "a version such as 1.14.5", version.MatchString},
	EC2InstanceID:     {matching, "", nil},
	RegisteredAt:      {ordering, "a time such as 2018-06-18T22:28:28+00:00, or a date", func(v string) bool { _, ok := parseTime(v); return ok }},
	RunningTasksCount: {ordering, "a whole number", wholeNumber.MatchString},
	TaskGroup:         {nil, "", nil},
}

var (
	version     = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9})*$`)
	wholeNumber = regexp.MustCompile(`^[0-9]{1,9}$`)
)

func parseTime(text string) (time.Time, bool) {
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func (o Or) print(b *strings.Builder)  { join(b, o, " || ") }
func (a And) print(b *strings.Builder) { join(b, a, " && ") }

func join(b *strings.Builder, nodes []Node, operator string) {
	for i, n := range nodes {
		if i > 0 {
			b.WriteString(operator)
		}
		inParentheses(b, n)
	}
}

func (n Not) print(b *strings.Builder) {
	b.WriteString("not ")
	inParentheses(b, n.Node)
}

// inParentheses prints a part of something else. Those who read && beside || should
// not have to know which binds closer.
func inParentheses(b *strings.Builder, n Node) {
	switch n.(type) {
	case Or, And:
		b.WriteByte('(')
		n.print(b)
		b.WriteByte(')')
	default:
		n.print(b)
	}
}

func (c *Condition) print(b *strings.Builder) {
	b.WriteString(string(c.Subject))
	b.WriteByte(' ')
	b.WriteString(c.Op.String())
	switch c.Op {
	case Exists, NotExists:
	case In, NotIn:
		b.WriteString(" [")
		for i, v := range c.Values {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(spell(v, bareLiteral))
		}
		b.WriteByte(']')
	case Matches, NotMatches:
		b.WriteByte(' ')
		b.WriteString(spell(c.Values[0], barePattern))
	default:
		b.WriteByte(' ')
		b.WriteString(spell(c.Values[0], bareLiteral))
	}
}

// spell returns a value as it is, or in quotes if bare would not read all of it.
func spell(value string, bare func(string) (length int, whole bool)) string {
	if length, whole := bare(value); length == len(value) && length > 0 && whole {
		return value
	}
	if strings.Contains(value, "'") {
		return `"` + value + `"`
	}
	return "'" + value + "'"
}
