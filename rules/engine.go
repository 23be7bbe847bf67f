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
	"github.com/go-playground/validator/v10"
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
	r := &run{policy: newPolicy(opts), engine: e}
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

// engine is the one validator instance, with the tables it was built from.
type engine struct {
	validate *validator.Validate
	types    map[reflect.Type]func(r *run, v any)
	rules    []*entry
	byID     map[string]*entry
}

// entry is a rule as the engine keeps it.
type entry struct {
	rule Rule
	hint string
}

// theEngine is built once: the validator's registration is not safe for
// concurrent use.
var theEngine = sync.OnceValue(func() *engine {
	e := &engine{
		validate: validator.New(validator.WithRequiredStructEnabled()),
		types:    make(map[reflect.Type]func(*run, any)),
		byID:     make(map[string]*entry),
	}
	e.validate.RegisterTagNameFunc(func(f reflect.StructField) string { return memberName(f.Name) })
	for _, t := range tables {
		t.register(e)
	}
	e.add(textUTF8, "")
	e.add(textNUL, "")
	slices.SortStableFunc(e.rules, func(a, b *entry) int {
		return field.Path(a.rule.Field).Compare(field.Path(b.rule.Field))
	})
	return e
})

// add enters a rule. The same rule may stand in several tables.
func (e *engine) add(r Rule, hint string) {
	if _, ok := e.byID[r.ID]; ok {
		return
	}
	entry := &entry{rule: r, hint: hint}
	e.rules = append(e.rules, entry)
	e.byID[r.ID] = entry
}

func (e *engine) ids() []string {
	return slices.Sorted(maps.Keys(e.byID))
}

// memberName returns the API's name of the member that a Go field stands for.
func memberName(goField string) string {
	return strings.ToLower(goField[:1]) + goField[1:]
}

// A table holds the rules of one SDK type, and which of its members have tables
// of their own.
type table[T any] struct {
	rows   []row[T]
	parts  []part[T]
	tagged bool // a row has a tag
}

// A part leads from a value to a member, or to the elements of a list. The
// validator could find the way itself, by its dive tag and by following
// pointers, but it copies every value and names every element on the way.
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
	if t.tagged {
		r.checkTags(v)
	}
	for i := range t.rows {
		row := &t.rows[i]
		if row.check == nil || r.regraded(&row.Rule) && r.severity(&row.Rule) == off {
			continue
		}
		r.rule = &row.Rule
		row.check(r, v)
	}
	for _, part := range t.parts {
		part(r, v)
	}
}

// A row is a rule with its check: a validator tag on the member that the rule's
// Field ends with, or a function. A function may report any number of findings.
//
// Of the tags on one member the validator reports the first that fails. So a
// member has several only where one excludes the other. And a tag takes many
// times as long as a function, so the rows of what a typical request holds
// below its top have functions.
type row[T any] struct {
	Rule
	tag   string
	hint  string // what to do instead, when the tag fails
	check func(r *run, v *T)
}

// register enters the rows, and attaches the tags to the validator, as aliases
// that bear the rule's id.
func (t *table[T]) register(e *engine) {
	typ := reflect.TypeFor[T]()
	e.types[typ] = func(r *run, v any) { t.check(r, v.(*T)) }
	tags := make(map[string]string)
	for f := range typ.Fields() {
		tags[f.Name] = "-"
	}
	for _, row := range t.rows {
		e.add(row.Rule, row.hint)
		if row.tag == "" {
			continue
		}
		t.tagged = true
		e.validate.RegisterAlias(row.ID, row.tag)
		name := goField(row.Field)
		switch {
		case tags[name] != "-":
			tags[name] += "," + row.ID
		case row.Kind == field.Required:
			tags[name] = row.ID
		default:
			tags[name] = "omitempty," + row.ID
		}
	}
	e.validate.RegisterStructValidationMapRules(tags, *new(T))
}

// goField returns the name of the Go field for the member that path ends with.
func goField(path string) string {
	member := path[strings.LastIndexByte(path, '.')+1:]
	return strings.ToUpper(member[:1]) + member[1:]
}
