package rules

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
)

// Check returns all findings of the rules in v: errors and warnings, in the
// order of the request. v is a pointer to an ecs.StartTaskInput, or to one of
// the types in it: types.NetworkConfiguration, types.AwsVpcConfiguration,
// types.TaskOverride, types.ContainerOverride, types.EnvironmentFile,
// types.ResourceRequirement, types.EphemeralStorage, types.Tag,
// types.TaskVolumeConfiguration, types.TaskManagedEBSVolumeConfiguration,
// types.EBSTagSpecification, types.TaskManagedEBSVolumeTerminationPolicy.
// Paths are relative to v. Check does not change v, and is safe for concurrent
// use.
func Check(v any, opts ...Option) field.Findings {
	e := theEngine()
	r := &run{policy: newPolicy(opts)}
	r.found = r.unknownRules(e)
	value := reflect.ValueOf(v)
	src, ok := v.(smithy.Serializable)
	var check func(*run, any)
	if ok && value.Kind() == reflect.Pointer {
		check = e.types[value.Type().Elem()]
	}
	switch {
	case check == nil:
		return append(r.found, &field.Error{
			Kind: field.Unsupported, Severity: field.SeverityError, Msg: fmt.Sprintf("there are no rules for the type %T", v),
			Hint: "pass a pointer to an ecs.StartTaskInput, or to a type in it",
		})
	case value.IsNil():
		return append(r.found, &field.Error{Kind: field.Required, Severity: field.SeverityError, Msg: "is nil"})
	}
	r.extent = wire.Measure(src)
	check(r, v)
	r.checkTexts(src)
	r.found = r.join(r.found)
	r.found.Sort()
	return r.found
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
	e.add(textUTF8)
	e.add(textNUL)
	slices.SortStableFunc(e.rules, func(a, b *Rule) int {
		return field.Path(a.Field).Compare(field.Path(b.Field))
	})
	return e
})

// add enters a rule. The same rule may stand in several tables.
func (e *engine) add(r Rule) {
	if _, ok := e.byID[r.ID]; !ok {
		e.rules = append(e.rules, &r)
		e.byID[r.ID] = &r
	}
}

func (e *engine) ids() []string {
	return slices.Sorted(maps.Keys(e.byID))
}

// A table holds the rules of one SDK type, and which of its members have tables
// of their own.
type table[T any] struct {
	rows  []row[T]
	parts []part[T]
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

// descend checks v, to which at leads from the value that is checked.
func (t *table[T]) descend(r *run, at step, v *T) {
	r.at = append(r.at, at)
	t.check(r, v)
	r.at = r.at[:len(r.at)-1]
}

// check applies the rows to v and to its parts.
func (t *table[T]) check(r *run, v *T) {
	for i := range t.rows {
		row := &t.rows[i]
		if r.regraded(&row.Rule) && r.severity(&row.Rule) == off {
			continue
		}
		r.rule = &row.Rule
		row.check(r, v)
	}
	for _, part := range t.parts {
		part(r, v)
	}
}

// A row is a rule with its check, which may report any number of findings.
type row[T any] struct {
	Rule
	check func(r *run, v *T)
}

// register enters the rows.
func (t *table[T]) register(e *engine) {
	e.types[reflect.TypeFor[T]()] = func(r *run, v any) { t.check(r, v.(*T)) }
	for i := range t.rows {
		e.add(t.rows[i].Rule)
	}
}
