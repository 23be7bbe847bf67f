package preflight_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// compare holds a state to another. When they were read may differ, and so may nil
// and empty lists.
func compare(t *testing.T, got, want rules.State) {
	t.Helper()
	got.ReadAt, want.ReadAt = time.Time{}, time.Time{}
	got.Failures, want.Failures = failuresSorted(got.Failures), failuresSorted(want.Failures)
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0)); diff != "" {
		t.Errorf("the states differ (-want +got):\n%s", diff)
	}
}

// saved returns the texts in a folder of testdata with an extension, by name.
func saved(t *testing.T, folder, ext string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/" + folder + "/*" + ext)
	if err != nil || len(names) != 5 {
		t.Fatalf("%s: %v, %v", folder, names, err)
	}
	texts := make(map[string][]byte)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(name), ext)] = text
	}
	return texts
}

// TestLoadOutputs loads what version 1 of the aws command printed, with times in
// seconds, and the same as version 2 prints it, in JSON and YAML.
func TestLoadOutputs(t *testing.T) {
	in := furnished(newServer(t))
	srv := newServer(t)
	furnished(srv)
	want, err := preflight.ForRunTask(t.Context(), srv.Client(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Instances) != 3 || !want.AllInstances || want.TaskTags == nil || len(want.Failures) != 1 || want.TaskDefinition.RegisteredAt == nil {
		t.Fatalf("%+v", want)
	}
	for _, tt := range []struct{ folder, ext string }{{"v1", ".json"}, {"v2", ".json"}, {"v2", ".yaml"}} {
		texts := saved(t, tt.folder, tt.ext)
		var list [][]byte // in any order, which is that of the map
		for _, text := range texts {
			list = append(list, text)
		}
		got, err := preflight.Load(list...)
		if err != nil {
			t.Errorf("%s: %v", tt, err)
		}
		compare(t, got, want)

		// All in one: a list of answers, or several documents.
		one := []byte("[" + joined(texts, ",") + "]")
		if tt.ext == ".yaml" {
			one = []byte(joined(texts, "---\n"))
		}
		if got, err = preflight.Load(one); err != nil {
			t.Errorf("%s in one text: %v", tt, err)
		}
		compare(t, got, want)
	}
}

func joined(texts map[string][]byte, sep string) string {
	var list []string
	for _, text := range texts {
		list = append(list, string(text))
	}
	return strings.Join(list, sep)
}

const (
	anInstance = `{"containerInstanceArn": "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/0123456789abcdef0123456789abcdef", "status": "ACTIVE", "agentConnected": true}`
	another    = `{"containerInstanceArn": "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/1123456789abcdef0123456789abcdef", "status": "DRAINING"}`
	arns       = `"arn:aws:ecs:us-east-1:123456789012:container-instance/prod/0123456789abcdef0123456789abcdef"`
)

func TestLoad(t *testing.T) {
	const definition = `{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [{"name": "app"}], "tags": [{"key": "a", "value": "b"}]}`
	for _, tt := range []struct {
		name  string
		texts []string
		want  string // definition, tags, cluster, providers, instances, all of them, failures
	}{
		{"no text", nil, " 0  [] 0 false 0"},
		{"a definition to be registered", []string{definition}, "web 1  [] 0 false 0"},
		{"the same in YAML", []string{"family: web\ncontainerDefinitions:\n- name: app\n"}, "web 0  [] 0 false 0"},
		{"a definition registered", []string{`{"taskDefinition": {"family": "web"}, "tags": []}`}, "web 0  [] 0 false 0"},
		{"newer members, and null", []string{`{"clusters": [{"clusterName": "prod", "shape": {"round": [1]}, "status": null, "registeredContainerInstancesCount": 2}], "more": 1}`}, " 0 prod [] 0 false 0"},
		{"a cluster alone", []string{`{"clusterName": "prod", "capacityProviders": []}`}, " 0 prod [] 0 false 0"},
		{"a cluster in a list", []string{`[{"clusterName": "prod", "capacityProviders": []}]`}, " 0 prod [] 0 false 0"},
		{"a cluster whose instances are not counted", []string{`{"clusterName": "prod", "registeredContainerInstancesCount": null}`}, " 0 prod [] 0 false 0"},
		{"a cluster created", []string{`{"cluster": {"clusterName": "prod", "registeredContainerInstancesCount": 0}}`}, " 0 prod [] 0 true 0"},
		{"an empty cluster in YAML", []string{"clusters:\n- clusterName: prod\n  registeredContainerInstancesCount: 0\n"}, " 0 prod [] 0 true 0"},
		{"instances listed, and a cluster where they are not counted", []string{`{"clusterName": "prod"}`, anInstance, `{"containerInstanceArns": [` + arns + `]}`}, " 0 prod [] 1 true 0"},
		{"a cluster without its instances", []string{`{"cluster": {"clusterName": "prod", "registeredContainerInstancesCount": 2}}`, anInstance}, " 0 prod [] 1 false 0"},
		{"a cluster with its instances", []string{`{"cluster": {"clusterName": "prod", "registeredContainerInstancesCount": 2}}`, anInstance, another}, " 0 prod [] 2 true 0"},
		{"instances of another cluster", []string{`{"cluster": {"clusterName": "dev", "registeredContainerInstancesCount": 2}}`, anInstance, another}, " 0 dev [] 2 false 0"},
		{"instances in a list", []string{"[" + anInstance + "," + another + "]"}, " 0  [] 2 false 0"},
		{"an instance twice", []string{anInstance, "[" + anInstance + "]"}, " 0  [] 1 false 0"},
		{"instances listed", []string{anInstance, `{"containerInstanceArns": [` + arns + `]}`}, " 0  [] 1 true 0"},
		{"more instances listed", []string{another, `{"containerInstanceArns": [` + arns + `]}`}, " 0  [] 1 false 0"},
		{"a page of instances listed", []string{anInstance, `{"containerInstanceArns": [` + arns + `], "nextToken": "more"}`}, " 0  [] 1 false 0"},
		{"nothing listed", []string{anInstance, `{"containerInstanceArns": []}`}, " 0  [] 1 false 0"},
		{"providers", []string{`{"capacityProviders": [{"capacityProviderArn": "arn", "name": "a"}, {"name": "b"}]}`, `{"capacityProviderArn": "arn", "name": "a"}`}, " 0  [a b] 0 false 0"},
		{"nothing found", []string{`{"clusters": [], "failures": [{"arn": "a", "reason": "MISSING"}]}`, `{"containerInstances": [], "failures": [{"arn": "b", "reason": "MISSING"}]}`}, " 0  [] 0 false 2"},
		{"several answers in one object", []string{`{"clusters": [{"clusterName": "prod", "registeredContainerInstancesCount": 1}], "containerInstances": [` + anInstance + `]}`}, " 0 prod [] 1 true 0"},
		{"dates without quotes", []string{"containerInstances:\n- containerInstanceArn: a\n  registeredAt: 2026-01-02 03:04:05Z\n- registeredAt: 2026-01-02T03:04:05+01:00"}, " 0  [] 2 false 0"},
		{"a byte order mark", []string{"\uFEFF" + anInstance, "\uFEFFclusterName: prod"}, " 0 prod [] 1 false 0"},
		{"documents, of which one is empty", []string{"---\n---\nclusterName: prod\n"}, " 0 prod [] 0 false 0"},
	} {
		var texts [][]byte
		for _, text := range tt.texts {
			texts = append(texts, []byte(text))
		}
		s, err := preflight.Load(texts...)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := summary(s); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestLoadAgents holds that an agent is connected unless its instance says that it is
// not.
func TestLoadAgents(t *testing.T) {
	for text, want := range map[string]string{
		`{"containerInstanceArn": "a", "agentConnected": false}`: "[false]",
		`{"containerInstanceArn": "a", "agentConnected": null}`:  "[true]",
		`[{"containerInstanceArn": "a", "status": "ACTIVE"}, {"containerInstances": [{"containerInstanceArn": "b"}, {"containerInstanceArn": "c", "agentConnected": false}]}]`: "[true true false]",
		"containerInstances:\n- containerInstanceArn: a\n- containerInstanceArn: b\n  agentConnected: false\n":                                                                 "[true false]",
	} {
		s, err := preflight.Load([]byte(text))
		var got []bool
		for _, i := range s.Instances {
			got = append(got, i.AgentConnected)
		}
		if fmt.Sprint(got) != want || err != nil {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

// TestLoadMany loads what several requests are for, and holds what each of them finds.
func TestLoadMany(t *testing.T) {
	const inECS = "arn:aws:ecs:us-east-1:123456789012:"
	definition := func(name, more string) string {
		family, revision, _ := strings.Cut(name, ":")
		return fmt.Sprintf(`{"taskDefinition": {"taskDefinitionArn": "%stask-definition/%s", "family": %q, "revision": %s}%s}`, inECS, name, family, revision, more)
	}
	instance := func(cluster, id string) string {
		return fmt.Sprintf(`{"containerInstances": [{"containerInstanceArn": "%scontainer-instance/%s/%s", "status": "ACTIVE"}]}`, inECS, cluster, id)
	}
	texts := []string{
		definition("web:7", `, "tags": [{"key": "a"}]`), definition("web:8", ""), definition("web:7", `, "tags": [{"key": "a"}, {"key": "b"}]`),
		`{"family": "job", "containerDefinitions": [{"name": "app"}], "tags": [{"key": "a"}]}`, `[{"family": "tool", "containerDefinitions": [{"name": "app"}]}]`,
		`{"clusters": [{"clusterName": "prod", "clusterArn": "` + inECS + `cluster/prod", "registeredContainerInstancesCount": 2},
			{"clusterName": "dev", "registeredContainerInstancesCount": 1}, {"clusterArn": "` + inECS + `cluster/empty", "registeredContainerInstancesCount": 0},
			{"clusterArn": "` + inECS + `cluster/uncounted"}, {"clusterName": "listed"}, {"clusterName": "cut"}]}`,
		instance("prod", "1"), instance("prod", "2"), instance("dev", "3"), instance("listed", "4"), instance("cut", "5"), instance("other", "7"),
		`{"containerInstanceArns": ["` + inECS + `container-instance/listed/4", "` + inECS + `container-instance/cut/5", "` + inECS + `container-instance/cut/6"]}`,
	}
	for _, tt := range []struct{ definition, cluster, want string }{
		{"web", "prod", "web:8 0 prod 2 true"},
		{"web:7", "dev", "web:7 2 dev 1 true"},
		{"web:9", "empty", " 0 empty 0 true"},
		{"job", "uncounted", "job:0 1 uncounted 0 false"},
		{"tool", "listed", "tool:0 0 listed 1 true"},
		{"web:8", "cut", "web:8 0 cut 1 false"},
		{"other", "other", " 0  1 false"},
		{"other", "none", " 0  0 false"},
	} {
		var list [][]byte
		for _, text := range texts {
			list = append(list, []byte(text))
		}
		all, err := preflight.Load(list...)
		if err != nil {
			t.Fatal(err)
		}
		s := all.For(&ecs.RunTaskInput{TaskDefinition: &tt.definition, Cluster: &tt.cluster})
		name, cluster := "", ""
		if d := s.TaskDefinition; d != nil {
			name = fmt.Sprint(*d.Family, ":", d.Revision)
		}
		if c := s.Cluster; c != nil {
			cluster = strings.TrimPrefix(ptr.Value(c.ClusterArn), inECS+"cluster/")
			if cluster == "" {
				cluster = *c.ClusterName
			}
			if c.RegisteredContainerInstancesCount < 0 {
				t.Errorf("%s: %d", cluster, c.RegisteredContainerInstancesCount)
			}
		}
		if got := fmt.Sprint(name, " ", len(s.TaskTags), " ", cluster, " ", len(s.Instances), " ", s.AllInstances); got != tt.want {
			t.Errorf("%s in %s: got %s, want %s", tt.definition, tt.cluster, got, tt.want)
		}
	}

	// The instances of one cluster that are listed are not those of another.
	s, err := preflight.Load([]byte(instance("a", "1")), []byte(instance("b", "2")), []byte(`{"containerInstanceArns": ["`+inECS+`container-instance/a/1"]}`))
	if err != nil || s.AllInstances {
		t.Errorf("%v: %+v", err, s)
	}
}

// TestLoadManyClusters loads more than anybody has.
func TestLoadManyClusters(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "- {clusterName: c%d, registeredContainerInstancesCount: 1}\n- {containerInstanceArn: 'arn:aws:ecs:us-east-1:123456789012:container-instance/c%d/%d', status: ACTIVE}\n", i, i, i)
	}
	s, err := preflight.Load([]byte(b.String()))
	if err != nil || len(s.Others) != 19_999 || !s.AllInstances || !s.Others[19_998].AllInstances {
		t.Errorf("%v, %d others", err, len(s.Others))
	}
}

func summary(s rules.State) string {
	definition, cluster := "", ""
	if s.TaskDefinition != nil {
		definition = *s.TaskDefinition.Family
	}
	if s.Cluster != nil {
		cluster = *s.Cluster.ClusterName
	}
	var providers []string
	for _, p := range s.CapacityProviders {
		providers = append(providers, *p.Name)
	}
	return fmt.Sprint(definition, " ", len(s.TaskTags), " ", cluster, " ", providers, " ", len(s.Instances), " ", s.AllInstances, " ", len(s.Failures))
}

// TestLoadFewMistakes holds that a text that is something else altogether is not
// told so again and again.
func TestLoadFewMistakes(t *testing.T) {
	text := "[1" + strings.Repeat(",1", 100_000) + "]"
	if _, err := preflight.Load([]byte(text)); err == nil || len(err.Error()) > 1000 {
		t.Errorf("an error of %d bytes", len(fmt.Sprint(err)))
	}
}

// TestLoadAliases holds that what aliases stand for is counted before it is read.
func TestLoadAliases(t *testing.T) {
	text := "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 11 {
		text += fmt.Sprintf("l%d: &l%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*l%d, ", i), 10))
	}
	allocations := testing.AllocsPerRun(1, func() {
		if _, err := preflight.Load([]byte(text)); err == nil || !strings.Contains(err.Error(), "is too large, or refers to itself") {
			t.Error(err)
		}
	})
	if allocations > 10_000 {
		t.Errorf("a text of %d bytes takes %v allocations to refuse", len(text), allocations)
	}
}

func TestLoadErrors(t *testing.T) {
	for _, tt := range []struct {
		texts []string
		want  string
	}{
		{[]string{""}, "1:1: is empty; save what aws ecs describe-task-definition"},
		{[]string{"---\n---\n"}, "1:1: is empty; save"},
		{[]string{"{"}, `1:2: expected a name in double quotes, found the end of the text`},
		{[]string{"{\n  \"clusters\": [}\n"}, `2:16: expected a value, found "}"`},
		{[]string{"clusters: [*a]"}, "1:12: is not valid YAML: an alias without an anchor; put a text that begins with * in quotes"},
		{[]string{"An error occurred (AccessDeniedException)"}, "1:1: is neither the output of a Describe call nor an element of one; save"},
		{[]string{"5"}, "1:1: is neither the output"},
		{[]string{`{"tasks": []}`}, "1:1: is neither the output"},
		{[]string{`{"taskDefinition": "web", "containerInstances": ["0123"]}`}, "1:1: is neither the output"},
		{[]string{`[{"clusterName": "prod"}, 5]`}, "1:27: [1]: is neither the output"},
		{[]string{"{\"clusters\": []}\n{\"capacityProviders\": []}"}, `2:1: expected the end of the text, found "{"; save each response by itself, or all of them in a list`},
		{[]string{"{\"containerInstances\": [\n {\"agentConnected\": \"yes\"},\n {\"runningTasksCount\": 1.5}]}"}, "2:21: containerInstances[0].agentConnected: \"yes\" must be a boolean, not a string; write true or false, without quotes\n3:24: containerInstances[1].runningTasksCount: \"1.5\" is not a whole number"},
		{[]string{"family: web\ncpu: 256\ncontainerDefinitions: []"}, "2:6: cpu: must be a string, not a number; put the value in double quotes"},
		{[]string{"clusterName: prod\nstatus: !x a"}, "2:9: status: has a tag, which JSON does not have; put a text that begins with ! in quotes, or remove the tag"},
		{[]string{"\xff", "{"}, "text 1:1:1: is not UTF-8 text; save it as UTF-8\ntext 2:1:2: expected a name"},
		{[]string{strings.Repeat(" ", preflight.MaxSize+1)}, "1:1: is 67108865 bytes long, but at most 67108864 are allowed; shorten it"},
		{[]string{strings.Repeat(",", preflight.MaxValues+1)}, "1:1: has more values than the limit of 4194304"},
	} {
		var texts [][]byte
		for _, text := range tt.texts {
			texts = append(texts, []byte(text))
		}
		_, err := preflight.Load(texts...)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%.40q: got %v, want %s", tt.texts, err, tt.want)
			continue
		}
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok {
			t.Errorf("%.40q: not joined: %#v", tt.texts, err)
			continue
		}
		var lines []string
		for _, part := range joined.Unwrap() {
			mistake, ok := part.(*preflight.TextError)
			if !ok || len(mistake.Errors) == 0 || mistake.Of != len(texts) {
				t.Errorf("%.40q: no TextError: %#v", tt.texts, part)
				continue
			}
			mistake.Name = "state.json"
			lines = append(lines, mistake.Error())
		}
		if got := strings.Join(lines, "\n"); !strings.HasPrefix(got, "state.json:") || strings.Contains(got, "text 1:") {
			t.Errorf("%.40q: by name %s", tt.texts, got)
		}
		for e := range field.All(err) {
			if !e.Pos.IsValid() || e.Severity != field.SeverityError {
				t.Errorf("%.40q: %#v", tt.texts, e)
			}
		}
	}
}

// TestLoadKeepsTheRest loads what can be read beside a mistake.
func TestLoadKeepsTheRest(t *testing.T) {
	s, err := preflight.Load([]byte(`{"containerInstances": [{"status": 5, "ec2InstanceId": "i-1"}, `+another+`]}`), []byte("{"), []byte("clusterName: prod"))
	if err == nil || len(s.Instances) != 2 || *s.Instances[0].Ec2InstanceId != "i-1" || s.Instances[0].Status != nil || s.Cluster == nil {
		t.Errorf("%v, %+v", err, s)
	}
}

// TestLoadBounds holds that texts cannot take any amount of memory.
func TestLoadBounds(t *testing.T) {
	bomb := "a: &a [x" + strings.Repeat(",x", 200) + "]\n"
	for i := range 8 {
		bomb += fmt.Sprintf("%c: &%c [*%c%s]\n", 'b'+i, 'b'+i, 'a'+i, strings.Repeat(fmt.Sprintf(",*%c", 'a'+i), 20))
	}
	if _, err := preflight.Load([]byte(bomb)); err == nil || !strings.Contains(err.Error(), "is too large, or refers to itself") {
		t.Error(err)
	}
	if _, err := preflight.Load([]byte(`{"clusters":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}")); err == nil || !strings.Contains(err.Error(), "at most 256 levels") {
		t.Error(err)
	}
}

// FuzzLoad gives Load any text: it returns a state, and mistakes with positions.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{anInstance, `{"clusters":[{"clusterName":"a"}]}`, `[{"capacityProviders":[null]}]`, "containerInstances:\n- &a {status: x}\n- *a\n", `{"taskDefinition":{"containerDefinitions":[{"secrets":[{}]}]}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := preflight.Load(text, text)
		for e := range field.All(err) {
			if !e.Pos.IsValid() {
				t.Errorf("%v has no position", e)
			}
		}
		rules.Check(&types.Tag{}, rules.Against(s))
	})
}
