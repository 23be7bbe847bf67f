package tree

import (
	"maps"
	"slices"

	"github.com/aws/smithy-go"
)

// usual says what to write where one thing is wanted.
var usual = map[string]string{
	"an integer":  "write a whole number",
	"a number":    "write a number",
	"a boolean":   "write true or false",
	"a string":    "write one text, in double quotes",
	"base64 text": "write the bytes in base64",
	"a timestamp": "write 2006-01-02T15:04:05Z, or seconds since 1970",
	"a list":      "put it in brackets, [...], even if it is the only element",
	"a structure": objectHint,
	"a map":       objectHint,
	oneMember:     "write an object with one member, {...}",
}

// instead says more where a value of a kind is given.
var instead = map[string]map[Kind]string{
	"an integer":  {String: "write a whole number, without quotes"},
	"a number":    {String: "write a number, without quotes"},
	"a boolean":   {String: "write true or false, without quotes"},
	"a string":    {Number: "put the value in double quotes", Bool: "put the value in double quotes"},
	"a list":      {Null: "write a list, [...]"},
	"a structure": {List: "write the object without the list around it"},
}

const objectHint = "write an object, {...}"

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
