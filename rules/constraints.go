package rules

import (
	"cmp"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/query"
)

type (
	constraint    = types.PlacementConstraint
	placing       = types.PlacementStrategy
	placementType = types.PlacementStrategyType
)

func constraints(in *runTask) []constraint { return in.PlacementConstraints }
func placements(in *runTask) []placing     { return in.PlacementStrategy }
func constraintText(c *constraint) *string { return c.Expression }

func isDistinct(c *constraint) bool {
	return c.Type == types.PlacementConstraintTypeDistinctInstance
}

// isBy reports whether p is a strategy of the type t with a field.
func isBy(p *placing, t placementType) bool { return p.Type == t && ptr.Value(p.Field) != "" }

// placementRows are the rules for placementConstraints and placementStrategy as
// wholes.
var placementRows = []row[runTask]{
	{
		Rule: Rule{
			ID: "placement-constraints-count", Field: "placementConstraints", What: "A request has at most {max} placement constraints. Those of the task definition count, too.",
			Limit: "{max} constraints", limits: limits{max: 10}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented, Source: api("RunTask"),
		},
		check: atMost("placementConstraints", constraints, "join expressions with and"),
	},
	{
		Rule: Rule{
			ID: "placement-constraints-fargate", Field: "placementConstraints", What: "Tasks on Fargate have no placement constraints: there are no instances to choose from.",
			Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("service-fargate-placement"),
			launches: refusedOnFargate,
		},
		check: func(r *run, in *runTask) {
			if len(in.PlacementConstraints) > 0 {
				r.report("placementConstraints", "cannot be used with Fargate, which has no instances to choose from", "leave it out")
			}
		},
	},
	{
		Rule: Rule{
			ID: "placement-constraint-duplicate", Field: "placementConstraints[]", What: "No placement constraint is given twice.",
			Kind: field.Duplicate, Severity: warningSeverity, Evidence: Inferred, Source: api("PlacementConstraint"),
		},
		check: func(r *run, in *runTask) {
			key := func(c *constraint) string {
				if isDistinct(c) {
					return string(c.Type)
				}
				return ptr.Value(c.Expression)
			}
			repeats(in.PlacementConstraints, key, func(i, first int) {
				r.report(index("placementConstraints", i), "is the same as "+index("placementConstraints", first), "remove one of them", field.Path(index("placementConstraints", first)))
			})
		},
	},
	{
		Rule: Rule{
			ID: "placement-strategies-count", Field: "placementStrategy", What: "A request has at most {max} placement strategies.",
			Limit: "{max} strategies", limits: limits{max: 5}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("svc-placement-strategies-max6"),
		},
		check: atMost("placementStrategy", placements, "remove some of them"),
	},
	{
		Rule: Rule{
			ID: "placement-strategies-fargate", Field: "placementStrategy", What: "Tasks on Fargate have no placement strategies: there are no instances to choose from.",
			Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("service-fargate-placement"),
			launches: refusedOnFargate,
		},
		check: func(r *run, in *runTask) {
			if len(in.PlacementStrategy) > 0 {
				r.report("placementStrategy", "cannot be used with Fargate, which has no instances to choose from", "leave it out")
			}
		},
	},
	{
		Rule: Rule{
			ID: "placement-strategy-duplicate", Field: "placementStrategy[]", What: "No placement strategy is given twice.",
			Kind: field.Duplicate, Severity: warningSeverity, Evidence: Inferred, Source: api("PlacementStrategy"),
		},
		check: func(r *run, in *runTask) {
			key := func(p *placing) string {
				if p.Type == "" {
					return ""
				}
				return string(p.Type) + ":" + ptr.Value(p.Field)
			}
			repeats(in.PlacementStrategy, key, func(i, first int) {
				r.report(index("placementStrategy", i), "is the same as "+index("placementStrategy", first), "remove one of them", field.Path(index("placementStrategy", first)))
			})
		},
	},
}

// constraintTable holds the rules for one placement constraint.
var constraintTable = &table[constraint]{
	operations: RunTask,
	enter:      func(r *run, _ *constraint) { r.operations = RunTask },
	rows: []row[constraint]{
		{
			Rule: Rule{
				ID: "placement-constraint-type-required", Field: "placementConstraints[].type", What: "A placement constraint has a type.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: guide("task-placement-constraints"),
			},
			check: chosen("type", func(c *constraint) types.PlacementConstraintType { return c.Type }, "set memberOf or distinctInstance"),
		},
		{
			Rule: Rule{
				ID: "placement-constraint-type", Field: "placementConstraints[].type", What: "The type of a placement constraint is a value of the API's enum.",
				Limit: list(types.PlacementConstraintType("").Values()), Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented, Source: api("PlacementConstraint"),
			},
			check: enum("type", func(c *constraint) types.PlacementConstraintType { return c.Type }, types.PlacementConstraintType("").Values()),
		},
		{
			Rule: Rule{
				ID: "placement-constraint-distinct-instance", Field: "placementConstraints[].expression",
				What: "A constraint of the type distinctInstance has no expression. ECS was seen to refuse even an empty one.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("hashicorp/terraform", "11471"),
			},
			check: func(r *run, c *constraint) {
				if isDistinct(c) && c.Expression != nil {
					r.reportValue("expression", *c.Expression, "is not for the type distinctInstance", "leave it out, or use the type memberOf", "type")
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-constraint-expression-required", Field: "placementConstraints[].expression", What: "A constraint of the type memberOf has an expression: without one, it constrains nothing.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Inferred, Source: api("PlacementConstraint"),
			},
			check: func(r *run, c *constraint) {
				if c.Type == types.PlacementConstraintTypeMemberOf && ptr.Value(c.Expression) == "" {
					r.report("expression", "is missing", "give an expression such as "+sampleExpression+", or leave the constraint out", "type")
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-constraint-expression-length", Field: "placementConstraints[].expression", What: "An expression has at most {max} characters.",
				Limit: "{max} characters", limits: limits{max: 2000}, Kind: field.TooLong, Severity: errorSeverity, Evidence: Documented, Source: api("PlacementConstraint"),
			},
			check: notLonger("expression", constraintText),
		},
		{
			Rule: Rule{
				ID: "placement-constraint-expression", Field: "placementConstraints[].expression",
				What: "An expression is written in the cluster query language. AWS documents no grammar, and no refusal is known.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Documented | Inferred, Source: guide("cluster-query-language"),
			},
			check: func(r *run, c *constraint) {
				_, err := expression(c)
				if e, ok := errors.AsType[*query.Error](err); ok {
					hint := cmp.Or(e.Hint, "write an expression such as "+sampleExpression)
					if distinct := string(types.PlacementConstraintTypeDistinctInstance); strings.EqualFold(*c.Expression, distinct) {
						hint = "leave the expression out, and set type to " + distinct
					}
					r.reportValue("expression", *c.Expression, "is not a valid expression of the cluster query language: "+e.Message(), hint)
					r.found[len(r.found)-1].Err = e
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-constraint-precedence", Field: "placementConstraints[].expression",
				What: "Where and meets or, parentheses say which comes first: AWS does not document it, and uses them in its example.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: guide("cluster-query-language"), Optional: true,
			},
			check: func(r *run, c *constraint) {
				if e, _ := expression(c); e != nil && e.Mixed() {
					r.reportValue("expression", *c.Expression, "mixes and with or without parentheses", "write "+brief(e.String())+" if and comes first")
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-constraint-wildcard", Field: "placementConstraints[].expression",
				What: "A value that is compared by == or !=, or in a list, has no *: no attribute has a value with it. Only =~ and !~ take patterns, which are regular expressions.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Documented | Inferred, Source: api("Attribute"),
			},
			check: func(r *run, c *constraint) {
				conditionsOf(c, func(q *query.Condition) {
					if i := literalWildcard(q); i >= 0 {
						r.reportValue("expression", *c.Expression, "compares "+string(q.Subject)+" with "+echo.Quote(q.Values[i])+" literally, and no instance has a value with *",
							"write "+brief(string(q.Subject)+" "+patternOp[q.Op].String()+" "+pattern(q.Values)))
					}
				})
			},
		},
		{
			Rule: Rule{
				ID: "placement-constraint-value-case", Field: "placementConstraints[].expression",
				What:  "The values of the attributes that ECS sets are in their own case: values are compared as texts, and no instance has another spelling.",
				Limit: "ecs.os-type and ecs.cpu-architecture in lower case, ecs.os-family in upper case", Kind: field.Invalid, Severity: warningSeverity,
				Evidence: Documented | Inferred, Source: guide("task-placement-constraints"),
			},
			check: func(r *run, c *constraint) {
				conditionsOf(c, func(q *query.Condition) {
					for _, value := range q.Values {
						if right := respelled(q, value); value != right {
							r.reportValue("expression", *c.Expression, "compares "+string(q.Subject)+" with "+echo.Quote(value)+", which no instance has", "write "+echo.Quote(right)+"; upper and lower case matter")
						}
					}
				})
			},
		},
	},
}

// placementTable holds the rules for one placement strategy.
var placementTable = &table[placing]{
	operations: RunTask,
	enter:      func(r *run, _ *placing) { r.operations = RunTask },
	rows: []row[placing]{
		{
			Rule: Rule{
				ID: "placement-strategy-type-required", Field: "placementStrategy[].type", What: "A placement strategy has a type.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Inferred, Source: api("PlacementStrategy"),
			},
			check: chosen("type", func(p *placing) placementType { return p.Type }, "set spread, binpack or random"),
		},
		{
			Rule: Rule{
				ID: "placement-strategy-type", Field: "placementStrategy[].type", What: "The type of a placement strategy is a value of the API's enum.",
				Limit: list(placementType("").Values()), Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented, Source: api("PlacementStrategy"),
			},
			check: enum("type", func(p *placing) placementType { return p.Type }, placementType("").Values()),
		},
		{
			Rule: Rule{
				ID: "placement-strategy-random", Field: "placementStrategy[].field", What: "A strategy of the type random has no field.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("svc-random-with-field"),
			},
			check: func(r *run, p *placing) {
				if isBy(p, types.PlacementStrategyTypeRandom) {
					r.reportValue("field", *p.Field, "is not for the type random", "leave it out", "type")
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-strategy-field-required", Field: "placementStrategy[].field", What: "A strategy of the type spread or binpack has a field. What ECS does without one is not documented.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Inferred, Source: api("PlacementStrategy"),
			},
			check: func(r *run, p *placing) {
				if hint := fieldHints[p.Type]; hint != "" && ptr.Value(p.Field) == "" {
					r.report("field", "is missing for the type "+string(p.Type), hint, "type")
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-strategy-binpack", Field: "placementStrategy[].field", What: "The field of a strategy of the type binpack is cpu or memory.",
				Limit: "cpu or memory", Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("svc-binpack-field"),
			},
			check: func(r *run, p *placing) {
				if isBy(p, types.PlacementStrategyTypeBinpack) && !isPacked(strings.ToLower(*p.Field)) {
					r.reportValue("field", *p.Field, "is not a field for binpack", fieldHints[p.Type], "type")
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-strategy-binpack-case", Field: "placementStrategy[].field",
				What:  "The field of a strategy of the type binpack is all in lower case, as the ECS API documents it, or all in upper case, as ECS returns it, AWS CloudFormation documents it and AWS CDK writes it.",
				Limit: "cpu or memory, CPU or MEMORY", Kind: field.Invalid, Severity: warningSeverity, Evidence: Documented | Observed, Source: thread("aws/aws-cdk", "20812"),
			},
			check: func(r *run, p *placing) {
				lower := strings.ToLower(ptr.Value(p.Field))
				if isBy(p, types.PlacementStrategyTypeBinpack) && isPacked(lower) && *p.Field != lower && *p.Field != strings.ToUpper(lower) {
					r.reportValue("field", *p.Field, "is spelled in a way that AWS does not document", "write "+lower)
				}
			},
		},
		{
			Rule: Rule{
				ID: "placement-strategy-spread", Field: "placementStrategy[].field", What: "The field of a strategy of the type spread is instanceId, host, or an attribute.",
				Limit: `^(instanceId|host|attribute:[a-zA-Z0-9_./\\-]{1,128})$`, Kind: field.Invalid, Severity: warningSeverity, Evidence: Documented, Source: api("PlacementStrategy"),
			},
			check: func(r *run, p *placing) {
				if !isBy(p, types.PlacementStrategyTypeSpread) {
					return
				}
				if hint := spreadHint(*p.Field); hint != "" {
					r.reportValue("field", *p.Field, "is not a field for spread", hint, "type")
				}
			},
		},
	},
}

// fieldHints say what the field of a placement strategy is, by its type.
var fieldHints = map[placementType]string{
	types.PlacementStrategyTypeSpread:  "use instanceId, or an attribute such as attribute:ecs.availability-zone",
	types.PlacementStrategyTypeBinpack: "use cpu or memory",
}

func isPacked(s string) bool { return s == "cpu" || s == "memory" }

// spreadHint returns what to write instead of s as the field of a spread, or ""
// if s is one.
func spreadHint(s string) string {
	for _, known := range [...]string{"instanceId", "host"} {
		if s == known {
			return ""
		}
		if strings.EqualFold(s, known) {
			return "write " + known
		}
	}
	name, ok := strings.CutPrefix(s, "attribute:")
	switch {
	case !isAttribute(name):
		return fieldHints[types.PlacementStrategyTypeSpread]
	case !ok:
		return "write attribute:" + name
	}
	return ""
}

// isAttribute reports whether s can be the name of an attribute.
func isAttribute(s string) bool {
	return 0 < len(s) && len(s) <= 128 && consistsOf(s, attributeChar)
}
