package awscli

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
)

// Sends lets a shell run a line with aws, and reports whether that sends body.
func (c *CLI) Sends(t *testing.T, line, body string) bool {
	t.Helper()
	words, err := Words(line)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Capture(t.Context(), words...)
	if err != nil {
		t.Fatal(err)
	}
	if res.Request == nil {
		t.Fatalf("%s: exit status %d: %s", line, res.Status, res.Stderr)
	}
	diff := cmp.Diff(decoded(t, []byte(body)), decoded(t, res.Request.Body))
	if diff != "" {
		t.Errorf("%s (-want +got):\n%s", line, diff)
	}
	return diff == ""
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Words returns what a POSIX shell makes of a line: the words after aws.
func Words(line string) ([]string, error) {
	out, err := exec.Command("sh", "-c", `aws() { printf '%s\0' "$@"; }; `+line).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("sh: %v\n%s\n%s", err, line, out)
	}
	words := strings.Split(string(out), "\x00")
	return words[:len(words)-1], nil
}

// reference is what aws replaces by what it finds there.
var reference = regexp.MustCompile(`^(fileb?|https?)://`)

// Read lets a shell read a line for op, and reads the words as aws does.
func Read(op *request.Operation, line string) (*request.Request, error) {
	words, err := Words(line)
	if err != nil {
		return nil, err
	}
	if len(words) < 2 || words[0] != "ecs" || words[1] != op.CLI {
		return nil, errors.New("not aws ecs " + op.CLI)
	}
	o := optionsOf(words[2:])
	if text, ok := o.take("--cli-input-json"); ok && len(text) == 1 {
		return op.Parse([]byte(text[0]))
	}
	r := new(request.Request)
	o.text("--cluster", &r.Cluster)
	o.text("--task-definition", &r.TaskDefinition)
	o.text("--started-by", &r.StartedBy)
	o.text("--group", &r.Group)
	o.text("--reference-id", &r.ReferenceId)
	o.text("--platform-version", &r.PlatformVersion)
	o.text("--client-token", &r.ClientToken)
	readEnum(o, "--propagate-tags", &r.PropagateTags)
	readEnum(o, "--launch-type", &r.LaunchType)
	o.number("--count", &r.Count)
	_, r.EnableECSManagedTags = o.take("--enable-ecs-managed-tags")
	_, r.EnableExecuteCommand = o.take("--enable-execute-command")
	readStructure(o, "--overrides", &r.Overrides)
	readStructure(o, "--network-configuration", &r.NetworkConfiguration)
	readList(o, "--tags", &r.Tags)
	readList(o, "--volume-configurations", &r.VolumeConfigurations)
	readList(o, "--capacity-provider-strategy", &r.CapacityProviderStrategy)
	readList(o, "--placement-constraints", &r.PlacementConstraints)
	readList(o, "--placement-strategy", &r.PlacementStrategy)
	if v, ok := o.take("--container-instances"); ok {
		r.ContainerInstances = v
		if len(v) == 1 && strings.HasPrefix(v[0], "[") {
			o.fail(json.Unmarshal([]byte(v[0]), &r.ContainerInstances))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.given)) {
		o.fail(errors.New("unknown option " + name))
	}
	return r, errors.Join(o.errs...)
}

// options are those of a line that nobody has taken yet, and what is wrong with
// those taken.
type options struct {
	given map[string][]string
	errs  []error
}

func optionsOf(words []string) *options {
	o := &options{given: map[string][]string{}}
	var last string
	for _, w := range words {
		_, err := strconv.Atoi(w) // aws takes a negative number for a value
		switch {
		case !strings.HasPrefix(w, "-") || err == nil:
			o.given[last] = append(o.given[last], w)
		default:
			option, value, joined := strings.Cut(w, "=")
			if last, o.given[option] = option, []string{}; joined {
				o.given[option] = []string{value}
			}
		}
	}
	return o
}

func (o *options) take(name string) ([]string, bool) {
	v, ok := o.given[name]
	delete(o.given, name)
	return v, ok
}

func (o *options) fail(err error) {
	if err != nil {
		o.errs = append(o.errs, err)
	}
}

func (o *options) text(name string, v **string) {
	values, ok := o.take(name)
	switch {
	case !ok:
	case len(values) != 1 || reference.MatchString(values[0]):
		o.fail(errors.New(name + " is not a single literal text"))
	default:
		*v = &values[0]
	}
}

func (o *options) number(name string, v **int32) {
	var text *string
	if o.text(name, &text); text != nil {
		n, err := strconv.ParseInt(*text, 10, 32)
		*v = new(int32(n))
		o.fail(err)
	}
}

func readEnum[E ~string](o *options, name string, v *E) {
	var text *string
	if o.text(name, &text); text != nil {
		*v = E(*text)
	}
}

func readStructure[T any, P interface {
	*T
	smithy.Deserializable
}](o *options, name string, v **T) {
	var text *string
	if o.text(name, &text); text != nil {
		*v = new(T)
		o.fail(shorthand.Unmarshal(*text, P(*v)))
	}
}

func readList[T any, P interface {
	*T
	smithy.Deserializable
}](o *options, name string, v *[]T) {
	if values, ok := o.take(name); ok {
		list, err := shorthand.UnmarshalList[T, P](values)
		*v = list
		o.fail(err)
	}
}
