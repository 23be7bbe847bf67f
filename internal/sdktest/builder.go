package sdktest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/google/go-cmp/cmp"
)

// Found returns the findings in err as "path rule".
func Found(err error) []string {
	var list []string
	for e := range field.All(err) {
		list = append(list, string(e.Path)+" "+e.Rule)
	}
	return list
}

// Builds tests that Build and Check of a builder find what want has, as [Found] returns
// it, and that Build returns something only if that is nothing.
func Builds[T any](t *testing.T, builder interface {
	Build() (*T, error)
	Check() field.Findings
}, want []string) {
	t.Helper()
	got, err := builder.Build()
	if (got == nil) != (err != nil) {
		t.Fatalf("Build returned %v, %v", got, err)
	}
	if diff := cmp.Diff(want, Found(err)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, Found(builder.Check().Err())); diff != "" {
		t.Errorf("Check differs from Build (-want +got):\n%s", diff)
	}
}

// Branches branches on every method that adds to a builder, by itself: after another
// method for the same list there is no spare capacity left to share. state is all
// that can be seen of a builder.
func Branches[B any](t *testing.T, adders map[string]func(B, string) B, state func(B) string) {
	for name, add := range adders {
		t.Run(name, func(t *testing.T) {
			var parent B
			for i := range 3 {
				parent = add(parent, strconv.Itoa(i))
			}
			before := state(parent)
			a, b := add(parent, "-a-"), add(parent, "-b-")
			if got := state(a); !strings.Contains(got, "-a-") || strings.ReplaceAll(got, "-a-", "-b-") != state(b) || state(parent) != before {
				t.Errorf("the branches share their list:\n%s\n%s\n%s", got, state(b), state(parent))
			}
		})
	}
}

// Member is a member of a request: its value as JSON, and the ways to set that with
// the methods of a builder.
type Member[B any] = struct {
	JSON string
	Ways []func(B) B
}

// Texts are the forms of a request as text.
type Texts[B any] struct {
	Line    string                  // how each line of the AWS CLI begins
	JSON    func(B) string          // what the builder sends
	Parse   func([]byte) (B, error) // reads that
	Command func(B) (string, error) // the line
}

// EveryMember fails when the SDK gains a member that a method of the builder, Parse or
// Command does not know.
func EveryMember[B any](t *testing.T, schema *smithy.Schema, members map[string]Member[B], texts Texts[B]) {
	if got, want := len(members), len(schema.Members()); got != want {
		t.Errorf("%d members in the table, %d in the schema", got, want)
	}
	for name := range schema.Members() {
		t.Run(name, func(t *testing.T) {
			member, ok := members[name]
			if !ok {
				t.Fatal("the table lacks it")
			}
			var zero B
			want := `{"` + name + `":` + member.JSON + `}`
			for _, set := range member.Ways {
				if got := texts.JSON(set(zero)); got != want {
					t.Errorf("With gives %s, want %s", got, want)
				}
			}
			b, err := texts.Parse([]byte(want))
			if got := texts.JSON(b); err != nil || got != want {
				t.Errorf("Parse gives %s, %v, want %s", got, err, want)
			}
			line, err := texts.Command(b)
			if err != nil || !strings.HasPrefix(line, texts.Line+" --"+option(name)) || strings.Count(line, " --") != 1 {
				t.Errorf("Command gives %s, %v", line, err)
			}
		})
	}
}

// option returns the AWS CLI's name of an option: enableECSManagedTags is
// enable-ecs-managed-tags.
func option(member string) string {
	var b strings.Builder
	for i := range len(member) {
		upper := member[i] < 'a'
		if upper && (member[i-1] >= 'a' || member[i+1] >= 'a') {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(member[i : i+1]))
	}
	return b.String()
}
