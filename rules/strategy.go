package rules

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
)

type provider = types.CapacityProviderStrategyItem

func strategy(in *runTask) []provider  { return in.CapacityProviderStrategy }
func providerName(p *provider) *string { return p.CapacityProvider }

const fargateSpot = "FARGATE_SPOT"

// strategyRows are the rules for a capacity provider strategy as a whole.
var strategyRows = []row[runTask]{
	{
		Rule: Rule{
			ID: "capacity-providers-count", Field: "capacityProviderStrategy", What: "A strategy has at most {max} capacity providers.",
			Limit: "{max} capacity providers", limits: limits{max: 20}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented, Source: api("RunTask"),
		},
		check: atMost("capacityProviderStrategy", strategy, "give fewer capacity providers"),
	},
	{
		Rule: Rule{
			ID: "capacity-providers-empty", Field: "capacityProviderStrategy", What: "A strategy is left out, or has a capacity provider. The SDK sends an empty list; how RunTask handles it is not documented.",
			Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("RunTask"), Optional: true,
		},
		check: func(r *run, in *runTask) {
			if in.CapacityProviderStrategy != nil && len(in.CapacityProviderStrategy) == 0 {
				r.report("capacityProviderStrategy", "is empty, and is sent as an empty list", "leave it out, or name a capacity provider")
			}
		},
	},
	{
		Rule: Rule{
			ID: "capacity-provider-duplicate", Field: "capacityProviderStrategy[].capacityProvider", What: "No capacity provider is named twice: how ECS combines its weights is not documented.",
			Kind: field.Duplicate, Severity: warningSeverity, Evidence: Inferred, Source: api("CapacityProviderStrategyItem"),
		},
		check: unique("capacityProviderStrategy", ".capacityProvider", strategy, func(p *provider) string { return ptr.Value(p.CapacityProvider) }, "merge the two"),
	},
	{
		Rule: Rule{
			ID: "capacity-provider-mixed", Field: "capacityProviderStrategy[].capacityProvider",
			What: "FARGATE and FARGATE_SPOT are not mixed with other capacity providers. PutClusterCapacityProviders was seen to refuse such a strategy.",
			Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("terraform-aws-modules/terraform-aws-ecs", "68"),
		},
		check: func(r *run, in *runTask) {
			first := -1
			for i := range in.CapacityProviderStrategy {
				switch p := &in.CapacityProviderStrategy[i]; {
				case providerLaunch(p) == launchUnclear:
				case first < 0:
					first = i
				case providerLaunch(p) != providerLaunch(&in.CapacityProviderStrategy[first]):
					other := index("capacityProviderStrategy", first)
					r.reportValue(index("capacityProviderStrategy", i)+".capacityProvider", *p.CapacityProvider, "cannot be mixed with "+other+": one of them is Fargate's",
						"name FARGATE and FARGATE_SPOT only, or neither", field.Path(other+".capacityProvider"))
					return
				}
			}
		},
	},
	{
		Rule: Rule{
			ID: "capacity-provider-weight-required", Field: "capacityProviderStrategy[].weight",
			What: "If a strategy has several capacity providers, at least one has a weight of more than 0. RunTask was seen to accept a single one without a weight.",
			Kind: field.Required, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("svc-capacity-provider-zero-weight"),
		},
		check: func(r *run, in *runTask) {
			if n := len(in.CapacityProviderStrategy); n > 1 && weighted(in) == 0 {
				r.report("capacityProviderStrategy", fmt.Sprintf("has %d capacity providers, but none with a weight of more than 0, which is the default", n), "give one of them the weight 1")
			}
		},
	},
	{
		Rule: Rule{
			ID: "capacity-provider-weight-unused", Field: "capacityProviderStrategy[].weight", What: "If another capacity provider has a weight, each has a weight or a base: without either, it gets no task.",
			Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("CapacityProviderStrategyItem"),
		},
		check: func(r *run, in *runTask) {
			for i, p := range in.CapacityProviderStrategy {
				if p.Weight == 0 && p.Base == 0 && weighted(in) > 0 {
					at := index("capacityProviderStrategy", i)
					r.report(at+".weight", "is 0, so this capacity provider gets no task", "give it a weight, or remove it", field.Path(at+".base"))
				}
			}
		},
	},
	{
		Rule: Rule{
			ID: "capacity-provider-base-single", Field: "capacityProviderStrategy[].base", What: "At most {max} capacity provider has a base of more than 0.",
			Limit: "{max} capacity provider", limits: limits{max: 1}, Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("svc-capacity-provider-multiple-base"),
		},
		check: func(r *run, in *runTask) {
			first := -1
			for i, p := range in.CapacityProviderStrategy {
				switch {
				case p.Base <= 0:
				case first < 0:
					first = i
				default:
					other := index("capacityProviderStrategy", first)
					r.reportValue(index("capacityProviderStrategy", i)+".base", p.Base, "is a second base, after that of "+other, "keep one of them", field.Path(other+".base"))
				}
			}
		},
	},
	{
		Rule: Rule{
			ID: "capacity-provider-base-count", Field: "capacityProviderStrategy[].base",
			What: "A base is less than count if other capacity providers have weights: the base is filled first, and then they get no task of the request.",
			Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented | Inferred, Source: api("CapacityProviderStrategyItem"), Optional: true,
		},
		check: func(r *run, in *runTask) {
			count := int32(1)
			if in.Count != nil {
				count = *in.Count
			}
			for i, p := range in.CapacityProviderStrategy {
				others := weighted(in)
				if p.Weight > 0 {
					others--
				}
				if others > 0 && count > 0 && p.Base >= count {
					r.reportValue(index("capacityProviderStrategy", i)+".base", p.Base, fmt.Sprintf("takes all tasks of the request, whose count is %d", count),
						"lower the base, or leave the other capacity providers out", "count")
				}
			}
		},
	},
}

// weighted returns how many capacity providers of in have a weight.
func weighted(in *runTask) (n int) {
	for i := range in.CapacityProviderStrategy {
		if in.CapacityProviderStrategy[i].Weight > 0 {
			n++
		}
	}
	return n
}

// providerTable holds the rules for one capacity provider of a strategy.
var providerTable = &table[provider]{
	operations: RunTask,
	enter:      func(r *run, _ *provider) { r.operations = RunTask },
	rows: []row[provider]{
		{
			Rule: Rule{
				ID: "capacity-provider-required", Field: "capacityProviderStrategy[].capacityProvider", What: "An item of a strategy names its capacity provider.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("CapacityProviderStrategyItem"),
			},
			check: given("capacityProvider", providerName, "give the name of a capacity provider, such as FARGATE"),
		},
		{Rule: strayChars, check: text("capacityProvider", providerName, strayEnds)},
		{Rule: placeholderName, check: unless(tellsProviders, text("capacityProvider", providerName, isPlaceholder))},
		{
			Rule: Rule{
				ID: "capacity-provider-name", Field: "capacityProviderStrategy[].capacityProvider",
				What:  "A capacity provider is given by its short name, not by an ARN. CreateCapacityProvider was seen to refuse other characters.",
				Limit: namePattern, Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("aws-samples/aws-cdk-examples", "628"),
			},
			check: text("capacityProvider", providerName, sound(shortProviderName)),
		},
		{
			Rule: Rule{
				ID: "capacity-provider-reserved", Field: "capacityProviderStrategy[].capacityProvider",
				What:  "A capacity provider whose name begins with aws, ecs or fargate is FARGATE or FARGATE_SPOT, in upper case: no other can be created under such a name.",
				Limit: "FARGATE or FARGATE_SPOT", Kind: field.Unknown, Severity: warningSeverity, Evidence: Documented | Observed, Source: thread("aws-samples/aws-cdk-examples", "628"),
			},
			check: text("capacityProvider", providerName, func(s string) (msg, hint string) {
				if !looksReserved(s) || !isName(s) {
					return "", ""
				}
				hint = "write the name of a capacity provider of your own, or FARGATE or FARGATE_SPOT"
				for _, name := range [...]string{"FARGATE", fargateSpot} {
					if strings.EqualFold(strings.ReplaceAll(strings.ReplaceAll(s, "-", ""), "_", ""), strings.ReplaceAll(name, "_", "")) {
						hint = "write " + name
					}
				}
				return "begins with a word that is reserved for AWS", hint
			}),
		},
		{
			Rule: Rule{
				ID: "capacity-provider-weight", Field: "capacityProviderStrategy[].weight", What: "A weight is between {min} and {max}.",
				Limit: "{min} to {max}", limits: limits{min: 0, max: 1000}, Kind: field.OutOfRange, Severity: errorSeverity, Evidence: Documented, Source: api("CapacityProviderStrategyItem"),
			},
			check: inRange("weight", func(p *provider) int32 { return p.Weight }),
		},
		{
			Rule: Rule{
				ID: "capacity-provider-base", Field: "capacityProviderStrategy[].base", What: "A base is between {min} and {max} tasks.",
				Limit: "{min} to {max} tasks", limits: limits{min: 0, max: 100000}, Kind: field.OutOfRange, Severity: errorSeverity, Evidence: Documented, Source: api("CapacityProviderStrategyItem"),
			},
			check: inRange("base", func(p *provider) int32 { return p.Base }),
		},
	},
}

// inRange makes a check of a number: it is from the min to the max of the rule.
func inRange[T any](member string, get func(*T) int32) func(*run, *T) {
	return func(r *run, v *T) {
		if n := get(v); r.outside(n) {
			r.reportValue(member, n, fmt.Sprintf("is not between %d and %d", r.min(), r.max()), "give a value in that range")
		}
	}
}

// looksReserved reports whether s begins as only the names of capacity providers
// that AWS makes can, and is none of these.
func looksReserved(s string) bool {
	if s == "FARGATE" || s == fargateSpot {
		return false
	}
	return strings.HasPrefix(s, "aws") || strings.HasPrefix(s, "ecs") || len(s) >= len("fargate") && strings.EqualFold(s[:len("fargate")], "fargate")
}

func shortProviderName(s string) (msg, hint string) {
	if s == "" || isName(s) {
		return "", ""
	}
	if name, _ := arn.Name(s, "capacity-provider/"); isName(name) {
		return "is an ARN, but only the short name is accepted", "write " + name
	}
	if arn.Is(s) {
		return "is an ARN, but not of a capacity provider", "give the short name of the capacity provider"
	}
	return "cannot be the name of a capacity provider", nameHint
}
