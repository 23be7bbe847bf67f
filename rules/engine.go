package rules

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
)

// Check returns all findings of the rules in v: errors and warnings, in the
// order of the request. v is a pointer to an ecs.StartTaskInput, an
// ecs.RunTaskInput, or one of the types in them: types.NetworkConfiguration,
// types.AwsVpcConfiguration, types.TaskOverride, types.ContainerOverride,
// types.EnvironmentFile, types.ResourceRequirement, types.EphemeralStorage,
// types.Tag, types.TaskVolumeConfiguration,
// types.TaskManagedEBSVolumeConfiguration, types.EBSTagSpecification,
// types.TaskManagedEBSVolumeTerminationPolicy. Such a part can be for either
// operation, so only the rules that hold for both are applied to it. The parts of
// RunTask alone are types.CapacityProviderStrategyItem, types.PlacementConstraint
// and types.PlacementStrategy.
//
// Of a task definition, given as an ecs.RegisterTaskDefinitionInput, a
// types.TaskDefinition or a types.ContainerDefinition, Check checks only what
// requests that start its tasks depend on: names, sizes, the network mode, roles,
// and volumes that are configured at launch. If it finds nothing, ECS may still
// refuse to register it.
//
// Paths are relative to v. Check does not change v, and is safe for concurrent
// use.
func Check(v any, opts ...Option) field.Findings {
	e := theEngine()
	r := runs.Get().(*run)
	defer r.release()
	r.policy, r.operations, r.have = newPolicy(opts), anyOperation, NeedRequest
	r.at = r.steps[:0]
	r.found = r.unknownRules(e)
	value := reflect.ValueOf(v)
	src, _ := v.(smithy.Serializable)
	var check func(*run, any)
	if value.Kind() == reflect.Pointer {
		check = e.types[value.Type().Elem()]
	}
	switch {
	case check == nil:
		return append(r.found, &field.Error{
			Kind: field.Unsupported, Severity: field.SeverityError, Msg: fmt.Sprintf("there are no rules for the type %T", v),
			Hint: "pass a pointer to an ecs.StartTaskInput, an ecs.RunTaskInput or an ecs.RegisterTaskDefinitionInput, or to a type in them",
		})
	case value.IsNil():
		name := value.Type().Elem().Name()
		if strings.HasSuffix(name, "Input") {
			name = "request"
		}
		return append(r.found, &field.Error{Kind: field.Required, Severity: field.SeverityError, Msg: "the " + name + " is nil", Hint: "pass a pointer that is not nil"})
	}
	r.extent = wire.Measure(src)
	check(r, v)
	r.checkTexts(src)
	r.found = r.join(r.found)
	r.found.Sort()
	return r.found
}

// tables are all the rules, by the type they look at. Of two for one type, the first
// is where a check begins.
var tables = []interface{ register(*engine) }{
	runTaskTable, requestTable, startTaskTable, networkTable, awsvpcTable, taskOverrideTable, containerTable, environmentFileTable,
	resourceTable, ephemeralStorageTable, providerTable, constraintTable, placementTable,
	tagTable, volumeTable, managedEBSTable, volumeTagTable, terminationTable, textTable,
	registrationTable, registeredTable, definedContainerTable,
}

// engine has what the tables are asked for.
type engine struct {
	types map[reflect.Type]func(r *run, v any)
	rules []*Rule
	byID  map[string]*Rule
}

// theEngine is built when it is first used.
var theEngine = sync.OnceValue(func() *engine {
	e := &engine{types: make(map[reflect.Type]func(*run, any)), byID: make(map[string]*Rule)}
	for _, t := range tables {
		t.register(e)
	}
	for _, t := range stateTables {
		t.register(e)
	}
	slices.SortStableFunc(e.rules, func(a, b *Rule) int {
		return field.Path(a.Field).Compare(field.Path(b.Field))
	})
	return e
})

// add enters a rule. The same rule may stand in several tables.
func (e *engine) add(r Rule) {
	if known, ok := e.byID[r.ID]; ok {
		known.Operations |= r.Operations
		return
	}
	e.rules = append(e.rules, &r)
	e.byID[r.ID] = &r
}

func (e *engine) ids() []string {
	return slices.Sorted(maps.Keys(e.byID))
}

// A table holds the rules of one type, and which of its members have tables of
// their own.
type table[T any] struct {
	operations Operations         // that its rules hold for, but for those that say otherwise; 0 is all
	enter      func(r *run, v *T) // notes what v says about the whole run, if v is what is checked
	rows       []row[T]
	parts      []part[T]

	// Made of the rows: what a run reads of each, close together, and the rest.
	checks []check[T]
	rules  []*Rule
}

// A row is a rule with its check, which may report any number of findings.
type row[T any] struct {
	check func(r *run, v *T)
	grade func(r *run) field.Severity // where the severity depends on more than the launch
	Rule
}

type check[T any] struct {
	apply      func(r *run, v *T)
	grade      func(r *run) field.Severity
	operations Operations
	needs      Needs
	varies     bool // its severity may be another
}

// A part leads from a value to a member, or to the elements of a list.
type part[T any] func(r *run, v *T)

func child[T, C any](member string, get func(*T) *C, t *table[C]) part[T] {
	return func(r *run, v *T) {
		if c := get(v); c != nil {
			t.descend(r, step{member, -1}, c)
		}
	}
}

func children[T, C any](member string, get func(*T) []C, t *table[C]) part[T] {
	return func(r *run, v *T) {
		list := get(v)
		for i := range list {
			t.descend(r, step{member, i}, &list[i])
		}
	}
}

// view leads from a value to what it is in the eyes of another table. Both have
// the same paths.
func view[T, V any](as func(*T) *V, t *table[V]) part[T] {
	return func(r *run, v *T) { t.check(r, as(v)) }
}

// descend checks v, to which at leads from the value that is checked.
func (t *table[T]) descend(r *run, at step, v *T) {
	r.at = append(r.at, at)
	t.check(r, v)
	r.at = r.at[:len(r.at)-1]
}

// check applies the rows to v and to its parts.
func (t *table[T]) check(r *run, v *T) {
	r.rules = t.rules
	for i := range t.checks {
		c := &t.checks[i]
		if r.operations&^c.operations != 0 || c.needs&^r.have != 0 {
			continue
		}
		r.row, r.severity = i, 0
		if c.varies || len(r.grades) > 0 {
			if r.severity = r.graded(t.rules[i], c.grade); r.severity == off {
				continue
			}
		}
		c.apply(r, v)
	}
	for _, part := range t.parts {
		part(r, v)
	}
}

// register enters the rows, with what they leave to the table.
func (t *table[T]) register(e *engine) {
	if e.types[reflect.TypeFor[T]()] == nil {
		e.types[reflect.TypeFor[T]()] = func(r *run, v any) {
			if t.enter != nil {
				t.enter(r, v.(*T))
			}
			t.check(r, v.(*T))
		}
	}
	if t.operations == 0 {
		t.operations = anyOperation
	}
	for i := range t.rows {
		row := &t.rows[i]
		rule := &row.Rule
		if rule.Operations == 0 {
			rule.Operations = t.operations
		}
		rule.Needs |= NeedRequest
		rule.What = rule.limits.print(rule.What)
		rule.Limit = rule.limits.print(rule.Limit)
		t.rules = append(t.rules, rule)
		t.checks = append(t.checks, check[T]{row.check, row.grade, rule.Operations, rule.Needs, rule.Optional || rule.launches != nil || row.grade != nil})
		e.add(*rule)
	}
}
