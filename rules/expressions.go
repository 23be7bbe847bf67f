package rules

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/query"
)

const sampleExpression = "attribute:ecs.instance-type =~ t3.*"

// wildcard is what people write for any text.
const wildcard = "*"

// patternOp has the operators that compare with texts as they are, and those for
// regular expressions instead.
var patternOp = map[query.Op]query.Op{
	query.Equal: query.Matches, query.In: query.Matches, query.NotEqual: query.NotMatches, query.NotIn: query.NotMatches,
}

// pattern returns the regular expression for any of the values, in which a wildcard
// may have been written as one of a shell or of a regular expression.
func pattern(values []string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = strings.ReplaceAll(strings.ReplaceAll(v, wildcard, ".*"), "..*", ".*")
	}
	text := strings.Join(list, "|")
	if strings.Contains(text, " ") {
		return "'" + text + "'"
	}
	return text
}

// misspelled reports whether no instance has a value of q, because of a wildcard or its
// case. The rules for these say so.
func misspelled(q *query.Condition) bool {
	return literalWildcard(q) >= 0 || slices.ContainsFunc(q.Values, func(v string) bool { return respelled(q, v) != v })
}

// literalWildcard returns the index of a value with a wildcard that stands for
// itself, or -1.
func literalWildcard(q *query.Condition) int {
	if _, literal := patternOp[q.Op]; !literal || q.Subject == query.TaskGroup {
		return -1
	}
	return slices.IndexFunc(q.Values, func(v string) bool { return strings.Contains(v, wildcard) })
}

// respelled returns a value that is compared with a built-in attribute in the case
// that ECS gives it.
func respelled(q *query.Condition, value string) string {
	spell := attributeCase[q.Subject.Attribute()]
	if _, literal := patternOp[q.Op]; spell == nil || !literal || strings.Contains(value, wildcard) {
		return value
	}
	return spell(value)
}

// attributeCase spells the values of built-in attributes as ECS does.
var attributeCase = map[string]func(string) string{
	"ecs.os-type": strings.ToLower, "ecs.cpu-architecture": strings.ToLower, "ecs.os-family": strings.ToUpper,
}

// expression parses the expression of a memberOf, if there is one that is not too
// long.
func expression(c *constraint) (*query.Expression, error) {
	text := ptr.Value(c.Expression)
	if c.Type != types.PlacementConstraintTypeMemberOf || text == "" || len(text) > maxExpression {
		return nil, nil
	}
	return query.Parse(text)
}

// maxExpression is how many bytes 2000 characters can have.
const maxExpression = 4 * 2000

// conditionsOf calls visit for each condition in the expression of c, if it can be
// read.
func conditionsOf(c *constraint, visit func(*query.Condition)) {
	if e, _ := expression(c); e != nil {
		conditions(e.Root(), visit)
	}
}

// conditions calls visit for each condition in n.
func conditions(n query.Node, visit func(*query.Condition)) {
	switch n := n.(type) {
	case *query.Condition:
		visit(n)
	case query.Not:
		conditions(n.Node, visit)
	case query.And:
		for _, part := range n {
			conditions(part, visit)
		}
	case query.Or:
		for _, part := range n {
			conditions(part, visit)
		}
	}
}
