package tree

import (
	"maps"
	"slices"

	"github.com/aws/smithy-go"
)

// instead says what to write where one thing is wanted and a value of a kind stands.
var instead = map[string]map[Kind]string{
	"an integer":  {String: "write a whole number, without quotes"},
	"a number":    {String: "write a number, without quotes"},
	"a boolean":   {String: "write true or false, without quotes", Number: "write true or false"},
	"a string":    {Number: "put the value in double quotes", Bool: "put the value in double quotes", List: "write one text, in double quotes", Object: "write one text, in double quotes"},
	"a timestamp": {Bool: timestampHint, List: timestampHint, Object: timestampHint},
	"a list":      {String: listHint, Number: listHint, Bool: listHint, Object: listHint},
	"a structure": {String: objectHint, Number: objectHint, Bool: objectHint, List: "write the object without the list around it"},
	"a map":       {String: objectHint, Number: objectHint, Bool: objectHint, List: "write an object, {...}"},
}

const (
	listHint      = "put it in brackets, [...]: a list has them also with one element"
	objectHint    = "write an object, {...}"
	timestampHint = "write 2006-01-02T15:04:05Z, or seconds since 1970"
)

// isPlain has what holds no secret, so that a text in its place can be shown.
var isPlain = map[string]bool{"an integer": true, "a number": true, "a boolean": true}

// pairs returns the hint for an object in place of a list of pairs that has the names
// of things where the pairs have the names of their members, or "".
func (d *decoder) pairs(list *smithy.Schema, n *Node) string {
	if list == nil || list.ListMember() == nil || n.Kind != Object || n.first == 0 {
		return ""
	}
	element := list.ListMember()
	members := slices.Sorted(maps.Keys(element.Members()))
	if len(members) != 2 || element.Member(d.t.nodes[n.first].Key) != nil {
		return ""
	}
	return "write a list of objects with " + members[0] + " and " + members[1]
}
