package explain_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/playground/internal/explain"
	"github.com/google/go-cmp/cmp"
)

const definition = `{"taskDefinition": {"family": "web", "revision": 7, "status": "ACTIVE", "networkMode": "awsvpc",
"taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:7", "compatibilities": ["EC2", "FARGATE"],
"requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app", "image": "web:7", "essential": true}]}}`

const request = `{"taskDefinition": "web:7", "containerInstances": ["0123456789abcdef0123456789abcdef"]}`

func TestExplain(t *testing.T) {
	for _, tt := range []struct {
		name    string
		in      explain.Input
		read    string
		found   []string // each with its severity, place, path and rule or hint
		command string
	}{
		{"nothing", explain.Input{Text: " \n"}, "", nil, ""},
		{
			"JSON", explain.Input{Text: request}, "a StartTask request in JSON", nil,
			"aws ecs start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef",
		},
		{
			"the members tell the operation", explain.Input{Text: "taskDefinition: web:7"}, "a RunTask request in YAML", nil,
			"aws ecs run-task --task-definition web:7",
		},
		{
			"an operation that the members do not fit", explain.Input{Text: request, Operation: "RunTask"}, "a RunTask request in JSON",
			[]string{"error text:1:29 containerInstances: containerInstances is a member of StartTask; RunTask does not have it"}, "",
		},
		{
			"several mistakes", explain.Input{Text: "taskDefinition: web:0\ncontainerInstances: [i-0123456789abcdef0]\nstartedBy: a;b\nimage: x"}, "a StartTask request in YAML",
			[]string{
				"error text:1:17 taskDefinition (task-definition-revision)", "error text:2:22 containerInstances[0] (instance-ec2-id)", "warning text:3:12 startedBy (started-by-chars)",
				"error text:4:1 image: image is a member of a task definition's container; it cannot be overridden",
			}, "",
		},
		{
			"several requests", explain.Input{Text: "taskDefinition: a\ncount: 1\n---\ntaskDefinition: b\ncount: 2"}, "2 requests in YAML", nil,
			"aws ecs run-task --task-definition a --count 1\naws ecs run-task --task-definition b --count 2",
		},
		{"JSON that does not parse", explain.Input{Text: "{\n\"taskDefinition\": \"web:7\""}, "a RunTask request in JSON", []string{"error text:2:26 : "}, ""},
		{
			"a task definition", explain.Input{Text: definition}, "a task definition, for which this is the smallest RunTask request",
			[]string{"error  networkConfiguration (network-required)"}, "",
		},
		{
			"a task definition to register", explain.Input{Text: "family: job\ncontainerDefinitions: [{name: app, image: job}]"}, "a task definition, for which this is the smallest RunTask request",
			nil, "aws ecs run-task --task-definition job",
		},
		{
			"a task definition with a mistake", explain.Input{Text: "family: job\ncpu: [1]\ncontainerDefinitions: [{name: app, image: job}]"}, "a task definition, for which this is the smallest RunTask request",
			[]string{"error text:2:6 cpu: write one text, in double quotes"}, "",
		},
		{
			"against a task definition", explain.Input{Text: `{"taskDefinition": "web:7", "overrides": {"containerOverrides": [{"name": "ap"}]}}`, Operation: "RunTask", State: definition}, "a RunTask request in JSON",
			[]string{"error text:1:1 networkConfiguration (network-required)", "error text:1:75 overrides.containerOverrides[0].name (container-unknown)"}, "",
		},
		{
			"a state that cannot be read", explain.Input{Text: "taskDefinition: web:7\ncount: 1", State: "\n{"}, "a RunTask request in YAML",
			[]string{"error state:2:2 : "}, "",
		},
		{
			"shorthand", explain.Input{Option: "--tags", Text: "key=a,value=b\n\nkey=c,value='d e'\n"}, "the value of --tags for StartTask and RunTask", nil,
			`--tags key=a,value=b 'key=c,value="d e"'`,
		},
		{
			"shorthand with mistakes", explain.Input{Option: "--tags", Text: "key=a,value=b\n\n key=aws:c,valu=d\nkey"}, "the value of --tags for StartTask and RunTask",
			[]string{"error text:3:2 tags[1]: remove the space before the first key", "error text:4:4 tags[2]: write key=value, and a list as [a,b]"}, "",
		},
		{
			"a mistake and a broken rule in a line", explain.Input{Option: "--tags", Text: "\nkey=aws:c,valu=d"}, "the value of --tags for StartTask and RunTask",
			[]string{"error text:2:5 tags[0].key (tag-key-aws)", "error text:2:11 tags[0].valu: did you mean value?"}, "",
		},
		{
			"a list in JSON", explain.Input{Option: "--tags", Text: "[{\"key\": \"a\"},\n{\"key\": \"a\"}]"}, "the value of --tags for StartTask and RunTask",
			[]string{"error text:2:9 tags[1].key (tag-key-duplicate)"}, "",
		},
		{
			"an element in JSON", explain.Input{Option: "--tags", Text: "{\"key\":\n\"aws:a\"}"}, "the value of --tags for StartTask and RunTask",
			[]string{"error text:2:1 tags[0].key (tag-key-aws)"}, "",
		},
		{
			"what one operation alone minds", explain.Input{Option: "--network-configuration", Text: "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],assignPublicIp=ENABLED}"},
			"the value of --network-configuration for StartTask and RunTask", nil, "--network-configuration 'awsvpcConfiguration={assignPublicIp=ENABLED,subnets=[subnet-0123456789abcdef0]}'",
		},
		{
			"what StartTask minds", explain.Input{Option: "--network-configuration", Operation: "StartTask", Text: "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],assignPublicIp=ENABLED}"},
			"the value of --network-configuration for StartTask", []string{"warning text:1:72 networkConfiguration.awsvpcConfiguration.assignPublicIp (assign-public-ip-fargate)"},
			"--network-configuration 'awsvpcConfiguration={assignPublicIp=ENABLED,subnets=[subnet-0123456789abcdef0]}'",
		},
		{
			"an option against a task definition", explain.Input{Option: "--overrides", State: definition, Text: "containerOverrides=[{name=app},{name=ap}]"}, "the value of --overrides for StartTask and RunTask",
			[]string{"error text:1:38 overrides.containerOverrides[1].name (container-unknown)"}, "",
		},
		{
			"an option for a task definition", explain.Input{Option: "--overrides", State: definition, Text: "cpu=256"}, "the value of --overrides for StartTask and RunTask",
			nil, "--overrides cpu=256",
		},
		{
			"an option of RunTask alone", explain.Input{Option: "--placement-strategy", Text: "type=spread,field=instanceId"}, "the value of --placement-strategy for RunTask", nil,
			"--placement-strategy field=instanceId,type=spread",
		},
		{
			"an option that the operation does not have", explain.Input{Option: "--placement-strategy", Operation: "StartTask", Text: "type=spread"}, "the value of --placement-strategy for StartTask",
			[]string{"error  placementStrategy: placementStrategy is a member of RunTask; StartTask does not have it"}, "",
		},
		{"no such option", explain.Input{Option: "--count", Text: "1"}, "", []string{"error  : choose one of " + strings.Join(explain.Options(), ", ")}, ""},
		{"no such operation", explain.Input{Operation: "StopTask", Text: request}, "a RunTask request in JSON", []string{"error text:1:1 : use StartTask or RunTask"}, ""},
		{"no such operation of an option", explain.Input{Operation: "StopTask", Option: "--tags", Text: "key=a"}, "the value of --tags for StartTask and RunTask", nil, "--tags key=a"},
	} {
		got := explain.Explain(tt.in)
		var found []string
		for _, f := range got.Findings {
			place, why := "", ": "+f.Hint
			if f.Line > 0 {
				place = fmt.Sprintf("%s:%d:%d", f.Box, f.Line, f.Column)
			}
			if f.Rule != "" {
				why = " (" + f.Rule + ")"
			}
			found = append(found, f.Severity+" "+place+" "+f.Path+why)
		}
		if diff := cmp.Diff(tt.found, found); diff != "" || got.Read != tt.read || got.Command != tt.command {
			t.Errorf("%s: read as %q, command %q, findings (-want +got):\n%s", tt.name, got.Read, got.Command, diff)
		}
	}
}

// TestPrograms looks for the builder of each operation. That programs build what
// they should is for the tests of package gocode.
func TestPrograms(t *testing.T) {
	for text, want := range map[string]string{
		request:                           `starttask.New("web:7", "0123456789abcdef0123456789abcdef")`,
		"taskDefinition: web:7\ncount: 2": `runtask.New("web:7")`,
		"family: job\ncontainerDefinitions: [{name: app, image: job}]":          `runtask.New("job")`,
		"taskDefinition: web:7\ncount: 2\n---\ntaskDefinition: web:7\ncount: 2": "",
	} {
		got := explain.Explain(explain.Input{Text: text}).Program
		if !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: the program is\n%s", text, got)
		}
	}
}

// TestPlaces looks at what is shown of a place: the names of members above a caret,
// and where a text box counts it.
func TestPlaces(t *testing.T) {
	text := "tags: [{key: 日本𝒳, value: hunter2}]\ntaskDefinition: web:7 # 𝒳\nenableExecuteCommand: 𝒳"
	for _, f := range explain.Explain(explain.Input{Text: text, Operation: "RunTask"}).Findings {
		if f.Path != "enableExecuteCommand" {
			continue
		}
		if want := "enableExecuteCommand: *\n                      ^"; f.Snippet != want {
			t.Errorf("the snippet is\n%s\nwant\n%s", f.Snippet, want)
		}
		if rest := utf16.Encode([]rune(text))[f.Index:]; string(utf16.Decode(rest)) != "𝒳" {
			t.Errorf("the index is %d", f.Index)
		}
		return
	}
	t.Error("no finding")
}

// TestSecrets plants a secret wherever a request may have one, and breaks the text
// there in many ways.
func TestSecrets(t *testing.T) {
	secret := sdktest.Secret
	texts := []explain.Input{
		{Text: `{"taskDefinition": "web:0", "overrides": {"containerOverrides": [{"name": 1, "command": ["` + secret + `"], "environment": [{"name": "A", "value": "` + secret + `"}]}]}, "tags": [{"key": "aws:a", "value": "` + secret + `"}]}`},
		{Text: "taskDefinition: web:0\noverrides: {containerOverrides: [{name: [], command: [" + secret + "], environment: [{name: A, value: " + secret + "}]}]}\ntags: [{key: 'aws:a', value: " + secret + "}]"},
		{Option: "--overrides", Text: "containerOverrides=[{name=[a],command=[" + secret + "],environment=[{name=A,value=" + secret + "},{name=A,value=" + secret + "}]}]"},
		{Option: "--tags", Text: "key=aws:a,value=" + secret + "\nkey=b,valu=c,value=" + secret},
		{State: `{"family": [], "containerDefinitions": [{"name": "a", "environment": [{"name": "A", "value": "` + secret + `"}]}]}`, Text: "count: 1"},
		{Text: `{"family": [], "containerDefinitions": [{"name": "a", "environment": [{"name": "A", "value": "` + secret + `"}]}]}`},
	}
	seen := 0
	for _, whole := range texts {
		for cut := range len(whole.Text) + 1 {
			for _, insert := range []string{"", "}", "]", "'", `"`, "=", "\n", "\x00"} {
				in := whole
				in.Text = in.Text[:cut] + insert + in.Text[cut:]
				if !strings.Contains(in.Text, secret) && !strings.Contains(in.State, secret) {
					continue // the secret itself is broken
				}
				for _, f := range explain.Explain(in).Findings {
					seen++
					if shown := fmt.Sprintf("%+v", f); strings.Contains(shown, secret) {
						t.Fatalf("%+v\nshows\n%s", in, shown)
					}
				}
			}
		}
	}
	if seen < 1000 {
		t.Errorf("only %d findings", seen)
	}
}

// TestOptionsOfPage looks at what the page lets a person choose.
func TestOptionsOfPage(t *testing.T) {
	page, err := os.ReadFile("../../index.html")
	if err != nil {
		t.Fatal(err)
	}
	var offered []string
	for _, m := range regexp.MustCompile(`<option>(--.*)</option>`).FindAllSubmatch(page, -1) {
		offered = append(offered, string(m[1]))
	}
	if !slices.Equal(offered, explain.Options()) {
		t.Errorf("the page offers %q", offered)
	}
}

func FuzzExplain(f *testing.F) {
	f.Add(request, "", "", definition)
	f.Add("taskDefinition: web:0\n---\ncount: x", "", "RunTask", "clusters: [{clusterName: a}]")
	f.Add("key=aws:a,valu=𝒳\nkey", "--tags", "", "{")
	f.Add("[{\"key\": 1}]", "--tags", "StopTask", "")
	f.Fuzz(func(t *testing.T, text, option, operation, state string) {
		input, err := json.Marshal(explain.Input{Text: text, Option: option, Operation: operation, State: state})
		if err != nil {
			t.Fatal(err)
		}
		var in explain.Input // without bytes that JSON does not have
		var got explain.Result
		if err := json.Unmarshal(input, &in); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(explain.JSON(string(input))), &got); err != nil {
			t.Fatal(err)
		}
		errors := 0
		for _, found := range got.Findings {
			if found.Severity == "error" {
				errors++
			}
			box := map[string]string{"text": in.Text, "state": in.State}[string(found.Box)]
			if found.Index > len(utf16.Encode([]rune(box))) || found.Line > 0 && !strings.HasSuffix(found.Snippet, "^") {
				t.Errorf("%+v", found)
			}
		}
		if errors > 0 && got.Command+got.Program != "" {
			t.Errorf("%d errors, and a command", errors)
		}
	})
}
