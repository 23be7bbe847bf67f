package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/internal/awscli"
	"go.yaml.in/yaml/v4"
)

// The yardstick of --query and --output is the aws command, too. answers.jsonl
// holds both options, written by hand, and what aws printed with them of an
// answer of the sample cluster, recorded:
//
//	go test ./cmd/ecstask -run TestOracleAnswers -update
const answersFile = "testdata/answers.jsonl"

type printedAnswer struct {
	Line    string         `json:"line,omitempty"` // of answerLines
	Query   *string        `json:"query,omitempty"`
	Output  string         `json:"output"`
	Printed string         `json:"printed,omitempty"`
	Refused bool           `json:"refused,omitempty"`
	By      awscli.Version `json:"by,omitzero"` // the release that said so
}

func printedAnswers(t *testing.T) (list []*printedAnswer) {
	t.Helper()
	text, err := os.ReadFile(answersFile)
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var a printedAnswer
		err := d.Decode(&a)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, &a)
	}
}

// answerLines are the lines that the sample cluster answers: one that starts one task
// and fails to start two, one that runs two tasks of three on container instances, and
// one that runs as many on Fargate Spot as it has room for.
var answerLines = map[string]func(instances []string) []string{
	"": func(instances []string) []string {
		return []string{
			"start-task", "--task-definition", "web", "--tags", "key=a,value=b",
			"--overrides", "containerOverrides=[{name=app,environment=[{name=A,value=1}]}]", "--container-instances", instances[0], instances[1], instances[2],
		}
	},
	"instances": func([]string) []string {
		return []string{
			"run-task", "--task-definition", "web", "--tags", "key=a,value=b", "--count", "3", "--placement-constraints", "type=distinctInstance",
			"--overrides", "containerOverrides=[{name=app,environment=[{name=A,value=1}]}]",
		}
	},
	"fargate": func([]string) []string {
		return []string{
			"run-task", "--task-definition", "fargate", "--count", "3", "--capacity-provider-strategy", "capacityProvider=FARGATE_SPOT", "--enable-execute-command",
			"--network-configuration", "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]}", "--overrides", "taskRoleArn=arn:aws:iam::123456789012:role/jobs,ephemeralStorage={sizeInGiB=30}",
		}
	},
}

// words are those of the line, for the server with the given URL and instances.
func (a *printedAnswer) words(url string, instances []string) []string {
	words := append(answerLines[a.Line](instances), "--endpoint-url", url, "--region", "us-east-1", "--output", a.Output)
	if a.Query != nil {
		words = append(words, "--query="+*a.Query)
	}
	return words
}

func (a *printedAnswer) String() string {
	if a.Query == nil {
		return a.Line + " " + a.Output
	}
	return a.Line + " " + a.Output + " of " + *a.Query
}

// TestAnswers compares what ecstask prints with what aws printed. Text must be
// the same, JSON say the same.
func TestAnswers(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	useZone(t, time.UTC)
	for _, a := range printedAnswers(t) {
		if a.By == (awscli.Version{}) {
			t.Fatalf("%v is not recorded", a)
		}
		server, instances := sampleCluster()
		status, stdout, stderr := ecstask(t, append(a.words(server.URL(), instances), "--submit")...)
		server.Close()
		if a.Refused {
			if status != statusUsage && status != statusFailed || !strings.Contains(stderr, "--query") && !strings.Contains(stderr, "--output") {
				t.Errorf("%v: status %d, %s%s", a, status, stdout, stderr)
			}
			if sent := status == statusFailed; sent != strings.Contains(stdout, "taskArn") {
				t.Errorf("%v: an answer that cannot be queried is printed whole: %s", a, stdout)
			}
			continue
		}
		same := stdout == a.Printed
		if a.Output == "json" && a.Printed != "" {
			same = reflect.DeepEqual(numbersIn(t, stdout), numbersIn(t, a.Printed))
		}
		if status != statusFailed || !same {
			t.Errorf("%v: status %d, %s\n%q, but aws\n%q", a, status, stderr, stdout, a.Printed)
		}
		if a.Output == "json" && a.Printed != "" {
			y := *a
			y.Output = "yaml"
			server, instances := sampleCluster()
			_, stdout, _ := ecstask(t, append(y.words(server.URL(), instances), "--submit")...)
			server.Close()
			var root yaml.Node
			if err := yaml.Load([]byte(stdout), &root); err != nil {
				t.Errorf("%v: %v in %s", &y, err, stdout)
				continue
			}
			if !reflect.DeepEqual(asNumbersIn(root.Content[0]), numbersIn(t, a.Printed)) {
				t.Errorf("%v:\n%s", &y, stdout)
			}
		}
	}
}

// useZone makes zone the local one.
func useZone(t *testing.T, zone *time.Location) {
	before := time.Local
	t.Cleanup(func() { time.Local = before })
	time.Local = zone
}

// TestTimes prints times in the local zone as version 2 of aws does, of which the
// wanted texts were taken.
func TestTimes(t *testing.T) {
	useZone(t, time.FixedZone("", -5*60*60))
	for seconds, want := range map[time.Duration]string{
		0:                                "1969-12-31T19:00:00-05:00",
		-1500 * time.Millisecond:         "1969-12-31T18:59:58.500000-05:00",
		1767225600 * time.Second:         "2025-12-31T19:00:00-05:00",
		1767225600123 * time.Millisecond: "2025-12-31T19:00:00.123000-05:00",
	} {
		text := encodeAnswer(&types.Task{CreatedAt: new(time.Unix(0, int64(seconds)).UTC())})
		if got := string(text); got != "{\n    \"createdAt\": \""+want+"\"\n}\n" {
			t.Errorf("%v: %s, want %s", seconds, got, want)
		}
	}
}

// TestYAMLTexts prints texts that look like something else, and reads them.
func TestYAMLTexts(t *testing.T) {
	const list = `["=","<<","~","null","","true","1_000","0o7","0b1","0x1F",".5","1e3",".inf",".NaN","2020-01-01","007","-0","a: b","- x","# c","x #y",` +
		`"a\nb\n"," lead","trail ","'","\"","\t","é","\u0085","\u2028","!x","&a","*a","%a","@a","?","-","---","[a]",",","\u0001"]`
	var want []string
	if err := json.Unmarshal([]byte(list), &want); err != nil {
		t.Fatal(err)
	}
	output, query := "yaml", "`"+list+"`"
	p, err := answerOptions{Output: output, Query: &query}.answerPrinter()
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.print([]byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	// The document reads its texts as the AWS CLI does: what has no quotes and looks
	// like something else does not fit.
	d, err := document.Read("", append([]byte("containerInstances:\n"), text...), document.WithFormat(document.YAML))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if got := d.Requests[0].StartTask().ContainerInstances; !reflect.DeepEqual(got, want) {
		t.Errorf("%q\n%s", got, text)
	}
}

// asNumbersIn returns the value of a YAML node as numbersIn does that of JSON: what
// has no quotes and is a value of JSON is that.
func asNumbersIn(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		object := make(map[string]any)
		for i := 0; i+1 < len(n.Content); i += 2 {
			object[n.Content[i].Value] = asNumbersIn(n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, child := range n.Content {
			list[i] = asNumbersIn(child)
		}
		return list
	}
	var v any
	d := json.NewDecoder(strings.NewReader(n.Value))
	d.UseNumber()
	if n.Style != 0 || d.Decode(&v) != nil {
		return n.Value
	}
	return v
}

// FuzzQuery holds that any query is refused, or prints something that JSON and
// YAML readers understand.
func FuzzQuery(f *testing.F) {
	for _, l := range []string{"tasks[0].taskArn", "`a`.b", "'it\\'s'|`\\``", `"a\"b"`, "[[", "sort_by(@,&a)", "&a", "to_array(@)[*].*", "`1e400`", "a[1:2:0]", "{a:b}||@", "map(&[],tasks)"} {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for output := range writers {
			p, err := answerOptions{Output: output, Query: &query}.answerPrinter()
			if err != nil {
				return
			}
			text, err := p.print(sampleOutput())
			if err != nil || len(text) == 0 || output == "text" {
				continue
			}
			var v any
			if output == "yaml" {
				err = yaml.Load(text, &v)
			} else {
				err = json.Unmarshal(text, &v)
			}
			if err != nil {
				t.Errorf("%q gives %v in %s", query, err, text)
			}
		}
	})
}

// TestQueriesAreRefusedBeforeSending counts what reaches ECS with a query that
// has no result.
func TestQueriesAreRefusedBeforeSending(t *testing.T) {
	fake := newFakeECS()
	t.Cleanup(fake.close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	for query, want := range map[string]string{
		"":                 "--query is empty",
		"tasks[":           "--query is not JMESPath: it ends too early",
		"tasks[0]]":        "--query is not JMESPath at ]",
		"a.'b\u001b'":      `--query is not JMESPath at "`,
		"`1":               "--query is not JMESPath: it ends too early",
		"lenght(tasks)":    "--query does not fit the response: unknown function: lenght",
		"tasks[?bogus(@)]": "--query does not fit the response: unknown function: bogus",

		strings.Repeat("[", 100_000):       "--query is not JMESPath",
		strings.Repeat("tasks||(", 20_000): "--query is not JMESPath",
	} {
		args := []string{"start-task", "--submit", "--region", "us-east-1", "--endpoint-url", fake.URL + "/ok", "--task-definition", "web", "--container-instances", instance, "--query=" + query}
		if status, stdout, stderr := ecstask(t, args...); status != statusUsage || stdout != "" || !strings.HasPrefix(stderr, "error: "+want) || len(stderr) > 1000 {
			t.Errorf("%.40q: status %d, %s%.1000s", query, status, stdout, stderr)
		}
	}
	if n := fake.count.Load(); n != 0 {
		t.Errorf("%d requests reached ECS", n)
	}
}

// numbersIn returns a JSON value with its numbers as they are written.
func numbersIn(t *testing.T, text string) (v any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Errorf("%v in %s", err, text)
	}
	return v
}

// TestOracleAnswers compares the recorded answers with those of the installed aws
// command.
func TestOracleAnswers(t *testing.T) {
	if !*update && os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 compares the recorded answers with those of the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	aws = aws.Configured("[default]\ncli_timestamp_format = iso8601\n") // so version 1 prints times as version 2 does
	defer aws.Close()
	all := printedAnswers(t)
	agreed := 0
	for _, a := range all {
		server, instances := sampleCluster()
		res, err := aws.Send(t.Context(), append([]string{"ecs"}, a.words(server.URL(), instances)...)...)
		server.Close()
		if err != nil {
			t.Fatalf("%v: %v", a, err)
		}
		got := printedAnswer{a.Line, a.Query, a.Output, res.Stdout, res.Status != 0, aws.Version()}
		if *update {
			*a = got
		} else if got.Printed != a.Printed || got.Refused != a.Refused {
			t.Errorf("%v: %+v\nand not, as recorded, %+v", a, got, *a)
		} else {
			agreed++
		}
	}
	if *update {
		var text bytes.Buffer
		e := json.NewEncoder(&text)
		e.SetEscapeHTML(false)
		for _, a := range all {
			if err := e.Encode(a); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(answersFile, text.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	awscli.Report(t, aws, len(all), agreed, 0)
}
