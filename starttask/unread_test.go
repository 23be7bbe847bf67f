package starttask_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/starttask"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const inProd = "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/" + instance

// describe returns the path of each finding, and its rule or its kind.
func describe(found field.Findings) []string {
	var list []string
	for _, e := range found {
		what := e.Rule
		if what == "" {
			what = string(e.Kind)
		}
		list = append(list, string(e.Path)+" "+what)
	}
	return list
}

// TestEveryMistakeAtOnce reads documents that do not fit in one place and break
// rules in others. What was not read draws no finding besides.
func TestEveryMistakeAtOnce(t *testing.T) {
	const request = `"taskDefinition":"web:7","containerInstances":["` + instance + `"]`
	container := func(members string) string {
		return `{` + request + `,"overrides":{"containerOverrides":[{"name":"app",` + members + `}]}}`
	}
	volume := func(members string) string {
		return `{` + request + `,"volumeConfigurations":[{"name":"data","managedEBSVolume":{"roleArn":"arn:aws:iam::123456789012:role/r",` + members + `}}]}`
	}
	const first, managed = "overrides.containerOverrides[0].", "volumeConfigurations[0].managedEBSVolume."
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{
			"a request for RunTask", `{"taskDefinition":"web:latest","count":1,"startedBy":"deploy of today and much more than thirty six"}`,
			[]string{"containerInstances instances-required", "count unknown", "startedBy started-by-length", "taskDefinition task-definition-revision"},
		},
		{"launchType", `{"taskDefinition":"web:7","launchType":"FARGATE"}`, []string{"containerInstances instances-required", "launchType unknown"}},

		{"a list of another type", `{"taskDefinition":"web:7","containerInstances":"a"}`, []string{"containerInstances invalid"}},
		{"an element of another type", `{"taskDefinition":"web:7","containerInstances":["` + instance + `",5]}`, []string{"containerInstances[1] invalid"}},
		{"the only element", `{"taskDefinition":"web:7","containerInstances":[5]}`, []string{"containerInstances[0] invalid"}},
		{"the other elements keep their places", `{"taskDefinition":"web:7","containerInstances":[5,"` + instance + `",null,"None"]}`, []string{
			"containerInstances[0] invalid", "containerInstances[2] invalid", "containerInstances[3] instance-id-length",
		}},
		{"an element of another type behind its equal", `{` + request + `,"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-0123456789abcdef0",5]}}}`, []string{
			"networkConfiguration.awsvpcConfiguration.subnets[1] invalid",
		}},
		{"too many elements, one of another type", `{"taskDefinition":"web:7","containerInstances":[1` + strings.Repeat(`,""`, 10) + `]}`, append(
			[]string{"containerInstances instances-count", "containerInstances[0] invalid"},
			func() (rest []string) {
				for i := range 10 {
					rest = append(rest, fmt.Sprintf("containerInstances[%d] instance-id-length", i+1))
				}
				return rest
			}()...)},
		{"null", `{"taskDefinition":null,"containerInstances":null}`, []string{"containerInstances invalid", "taskDefinition invalid"}},
		{"what another member is compared with", `{"cluster":5,"taskDefinition":"web:7","containerInstances":["` + inProd + `"]}`, []string{"cluster invalid"}},
		{"the root", `{"a":` + `1}`, []string{"a unknown", "containerInstances instances-required", "taskDefinition task-definition-required"}},

		{"a misspelled name", `{"taskDefiniton":"web:7"}`, []string{"containerInstances instances-required", "taskDefiniton unknown"}},
		{"a name in another case", `{"TaskDefinition":"web:7","ContainerInstances":[]}`, []string{"ContainerInstances unknown", "TaskDefinition unknown"}},
		{"a misspelled name besides the right one", `{"taskDefiniton":"web:7","taskDefinition":"web:latest","containerInstances":["` + instance + `"]}`, []string{
			"taskDefinition task-definition-revision", "taskDefiniton unknown",
		}},
		{"a misspelled name below", volume(`"sizeInGib":8`), []string{managed + "sizeInGib unknown"}},
		{"a member one step too high", `{` + request + `,"networkConfiguration":{"subnets":["a"]}}`, []string{"networkConfiguration.subnets unknown"}},
		{"a member too deep", `{"overrides":{"taskDefinition":"web:7"}}`, []string{"containerInstances instances-required", "overrides.taskDefinition unknown"}},

		{"given twice, the last value counts", `{` + request + `,"group":"service:a","group":"a","startedBy":"a","startedBy":"` + strings.Repeat("b", 37) + `"}`, []string{
			"group duplicate", "startedBy duplicate", "startedBy started-by-length",
		}},
		{"given three times", `{` + request + `,"tags":5,"tags":[{}],"tags":[{"key":"a","key":2}]}`, []string{"tags duplicate", "tags duplicate", "tags[0].key duplicate", "tags[0].key invalid"}},
		{"required and given twice", `{"taskDefinition":"web:7","taskDefinition":5,"containerInstances":["` + instance + `"]}`, []string{"taskDefinition duplicate", "taskDefinition invalid"}},

		{"a structure", `{"overrides":"cpu=256","startedBy":"ecs-svc/a"}`, []string{
			"containerInstances instances-required", "overrides invalid", "startedBy started-by-service", "taskDefinition task-definition-required",
		}},
		{"a member of a container", container(`"memory":"512","memoryReservation":2`), []string{first + "memory invalid", first + "memoryReservation container-memory"}},
		{"a container, and one that is none", `{` + request + `,"overrides":{"containerOverrides":["app",{"name":"a.b"}]}}`, []string{
			"overrides.containerOverrides[0] invalid", "overrides.containerOverrides[1].name container-name",
		}},
		{"the name of a variable", container(`"environment":[{"name":5,"value":"v"},{"name":"A","value":5},{"name":"B=","value":""}]`), []string{
			first + "environment[0].name invalid", first + "environment[1].value invalid", first + "environment[2].name env-name",
		}},
		{"a union of another type", container(`"resourceRequirements":[{"type":"GPU","sharingStrategy":5}]`), []string{first + "resourceRequirements[0].sharingStrategy invalid"}},
		{"a union of no member", container(`"resourceRequirements":[{"type":"GPU","sharingStrategy":{}}]`), []string{first + "resourceRequirements[0].sharingStrategy required"}},
		{"a union of a member that nobody knows", container(`"resourceRequirements":[{"type":"GPU","sharingStrategy":{"mps":{}}}]`), []string{
			first + "resourceRequirements[0].sharingStrategy.mps unknown",
		}},
		{"what a union holds", container(`"resourceRequirements":[{"type":"GPU","sharingStrategy":{"nvidiaMps":{"memory":"1"}}}]`), []string{
			first + "resourceRequirements[0].sharingStrategy.nvidiaMps.memory invalid",
		}},
		{"the size of a volume", volume(`"sizeInGiB":"8","volumeType":"st1"`), []string{managed + "sizeInGiB invalid"}},
		{"the type of a volume", volume(`"sizeInGiB":8,"iops":100000,"volumeType":5,"throughput":10`), []string{managed + "throughput volume-throughput-range", managed + "volumeType invalid"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := starttask.Parse([]byte(tt.text))
			found := b.Check()
			if diff := cmp.Diff(tt.want, describe(found)); diff != "" {
				t.Errorf("findings (-want +got):\n%s%v", diff, found)
			}
			for e := range field.All(err) {
				if !slices.Contains(found, e) {
					t.Errorf("Check leaves out %v", e)
				}
			}
			if _, built := b.Build(); built == nil || err == nil {
				t.Errorf("Parse returns %v, Build %v", err, built)
			}
		})
	}
}

// TestParseReturnsWhatItRead compares the request with that of the same text
// without what does not fit.
func TestParseReturnsWhatItRead(t *testing.T) {
	b, err := starttask.Parse([]byte(`{
		"cluster": 5, "startedBy": null, "tags": {}, "enableExecuteCommand": "true", "count": 1, "group": "a", "group": "b",
		"containerInstances": ["a", 5, "b"], "volumeConfigurations": [{"name": 1, "managedEBSVolume": []}],
		"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a", 5, null, "b"], "securityGroups": "c"}},
		"overrides": {"cpu": 256, "memory": "512", "containerOverrides": [{"name": "app", "cpu": 1.5, "memory": 99999999999, "memoryReservation": 1,
			"resourceRequirements": [{"sharingStrategy": {"nvidiaMps": []}}], "environment": [{"name": "A", "value": 1}]}, 5]}
	}`))
	const want = `{"containerInstances":["a","","b"],"group":"b",` +
		`"networkConfiguration":{"awsvpcConfiguration":{"subnets":["a","","","b"]}},` +
		`"overrides":{"containerOverrides":[{"environment":[{"name":"A"}],"memoryReservation":1,"name":"app","resourceRequirements":[{"sharingStrategy":{"nvidiaMps":{}}}]},{}],"memory":"512"},` +
		`"volumeConfigurations":[{}]}`
	got, _ := starttask.JSON(b.Unchecked())
	if err == nil || string(got) != want {
		t.Errorf("got  %s\nwant %s\n%v", got, want, err)
	}
}

// full is a request with every member that goes with the others, and no
// finding.
const full = `{
	"cluster": "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
	"containerInstances": ["` + inProd + `", "1123456789abcdef0123456789abcdef"],
	"enableECSManagedTags": true, "enableExecuteCommand": true, "group": "family:web", "propagateTags": "TASK_DEFINITION", "startedBy": "deploy/42",
	"tags": [{"key": "team", "value": "web"}], "taskDefinition": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:7",
	"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "DISABLED",
		"subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"], "securityGroups": ["sg-0123456789abcdef0"]}},
	"overrides": {"cpu": "1024", "memory": "4096",
		"executionRoleArn": "arn:aws:iam::123456789012:role/execution", "taskRoleArn": "arn:aws:iam::123456789012:role/task",
		"containerOverrides": [
			{"name": "app", "command": ["migrate", "--all"], "cpu": 256, "memory": 1024, "memoryReservation": 512,
				"environment": [{"name": "A", "value": "1"}, {"name": "B", "value": ""}],
				"environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::my-bucket/app.env"}],
				"resourceRequirements": [{"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 1024}}}]},
			{"name": "log", "cpu": 512, "memory": 1024, "resourceRequirements": [{"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 512}}}]}]},
	"volumeConfigurations": [{"name": "data", "managedEBSVolume": {
		"encrypted": true, "kmsKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab", "filesystemType": "xfs", "iops": 4000, "throughput": 500,
		"roleArn": "arn:aws:iam::123456789012:role/volumes", "sizeInGiB": 100, "snapshotId": "snap-0123456789abcdef0", "volumeInitializationRate": 200,
		"tagSpecifications": [{"resourceType": "volume", "propagateTags": "TASK_DEFINITION", "tags": [{"key": "team", "value": "web"}]}],
		"terminationPolicy": {"deleteOnTermination": true}, "volumeType": "gp3"}}]
}`

// A slot is a value in a JSON document that can be replaced.
type slot struct {
	path field.Path
	get  any
	set  func(any)
	drop func() // takes a member away, and blanks an element
}

// slots returns all values below v, whose place is p.
func slots(p field.Path, v any) (list []slot) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			list = append(list, slot{p.Child(name), v[name], func(to any) { v[name] = to }, func() { delete(v, name) }})
			list = append(list, slots(p.Child(name), v[name])...)
		}
	case []any:
		for i := range v {
			blank := any("")
			if _, ok := v[i].(map[string]any); ok {
				blank = map[string]any{}
			}
			list = append(list, slot{p.Index(i), v[i], func(to any) { v[i] = to }, func() { v[i] = blank }})
			list = append(list, slots(p.Index(i), v[i])...)
		}
	}
	return list
}

func decode(t interface{ Fatal(...any) }, text string) (v any) {
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func encode(t interface{ Fatal(...any) }, v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// checkFindings holds that found has all that was not read, and that each
// finding is about a value in the text, or about a member that a value lacks.
func checkFindings(t *testing.T, text []byte, unread []*field.Error, found field.Findings) {
	t.Helper()
	for _, e := range unread {
		if !slices.Contains(found, e) {
			t.Errorf("Check leaves out %v", e)
		}
	}
	var doc any
	if json.Unmarshal(text, &doc) != nil {
		return // Parse takes NaN
	}
	there := map[field.Path]bool{"": true}
	for _, s := range slots("", doc) {
		there[s.path] = true
	}
	for _, e := range found {
		if !there[e.Path] && !there[e.Path.Parent()] {
			t.Errorf("%s: there is no such place for %v", text, e)
		}
	}
}

// others are values, one of which no type takes.
var others = []any{nil, true, 1.5, "\x00", []any{}, map[string]any{}}

// TestOneValueThatDoesNotFitIsOneMistake replaces each value of a request that
// has no finding by values of other types: nothing else may be found.
func TestOneValueThatDoesNotFitIsOneMistake(t *testing.T) {
	if b, err := starttask.Parse([]byte(full)); err != nil || len(b.Check()) > 0 {
		t.Fatalf("%v\n%v", err, b.Check())
	}
	tried := 0
	for i := range slots("", decode(t, full)) {
		for _, other := range others {
			doc := decode(t, full)
			s := slots("", doc)[i]
			s.set(other)
			text := encode(t, doc)
			b, err := starttask.Parse(text)
			if err == nil {
				continue
			}
			tried++
			found := b.Check()
			if len(found) != 1 || !s.path.Contains(found[0].Path) || found[0].Rule != "" {
				t.Errorf("%s is %v:\n%v", s.path, other, found)
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d values did not fit", tried)
	}
}

// TestWhatDoesNotFitHidesNothingElse breaks any values of any request. The
// rules must find what they find in the request without these values, but for
// what is missing there.
func TestWhatDoesNotFitHidesNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := new(ecs.StartTaskInput)
		sdktest.Draw(t, in)
		text, err := starttask.JSON(in)
		if err != nil {
			t.Fatal(err)
		}
		broken, without := decode(t, string(text)), decode(t, string(text))
		places := slices.DeleteFunc(slots("", broken), func(s slot) bool {
			return strings.HasSuffix(string(s.path.Parent()), ".sharingStrategy") // a union without its member does not fit either
		})
		if len(places) == 0 {
			t.Skip("an empty request")
		}
		var lost []field.Path
		for range rapid.IntRange(1, 4).Draw(t, "mistakes") {
			i := rapid.IntRange(0, len(places)-1).Draw(t, "slot")
			if slices.ContainsFunc(lost, func(p field.Path) bool { return p.Contains(places[i].path) || places[i].path.Contains(p) }) {
				continue
			}
			lost = append(lost, places[i].path)
		}
		for _, p := range lost {
			place := func(s slot) bool { return s.path == p }
			list := slots("", broken)
			i := slices.IndexFunc(list, place)
			switch list[i].get.(type) {
			case string:
				list[i].set(1.5)
			default:
				list[i].set("\x00")
			}
			list = slots("", without)
			list[slices.IndexFunc(list, place)].drop()
		}
		b, err := starttask.Parse(encode(t, broken))
		for e := range field.All(err) {
			if !slices.Contains(lost, e.Path) {
				t.Fatalf("broken at %q: %v", lost, err)
			}
		}
		rest, err := starttask.Parse(encode(t, without))
		if err != nil {
			t.Fatal(err)
		}
		got := b.Check()
		got = slices.DeleteFunc(got, func(e *field.Error) bool { return e.Rule == "" })
		want := slices.DeleteFunc(rest.Check(), func(e *field.Error) bool {
			return slices.ContainsFunc(append(e.Related, e.Path), func(q field.Path) bool {
				return slices.ContainsFunc(lost, func(p field.Path) bool {
					return p.Contains(q) || e.Kind == field.Required && q.Contains(p)
				})
			})
		})
		if diff := cmp.Diff(describe(want), describe(got)); diff != "" {
			t.Fatalf("%s\nbroken at %q (-want +got):\n%s", text, lost, diff)
		}
	})
}
