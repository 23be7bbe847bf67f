package runtask_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an empty object", `{}`, `{}`},
		{"blanks around it", " \t\r\n{ } \n", `{}`},
		{
			"empty lists and structures", `{"tags":[],"capacityProviderStrategy":[],"placementConstraints":[{}],"placementStrategy":[],"overrides":{},"networkConfiguration":{}}`,
			`{"capacityProviderStrategy":[],"networkConfiguration":{},"overrides":{},"placementConstraints":[{}],"placementStrategy":[],"tags":[]}`,
		},
		{"false is the same as absent", `{"enableExecuteCommand":false,"enableECSManagedTags":false}`, `{}`},
		{"zeros", `{"count":0,"capacityProviderStrategy":[{"capacityProvider":"p","weight":0,"base":0}]}`, `{"capacityProviderStrategy":[{"capacityProvider":"p"}],"count":0}`},
		{"enums of the future", `{"launchType":"MOON","placementStrategy":[{"type":"tidy"}]}`, `{"launchType":"MOON","placementStrategy":[{"type":"tidy"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := runtask.Parse([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := sent(b); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string // path and kind
	}{
		{"null", `{"count":null}`, []string{"count invalid"}},
		{"a count that is no integer", `{"count":"3"}`, []string{"count invalid"}},
		{"a count that is too large", `{"count":99999999999}`, []string{"count out-of-range"}},
		{"of StartTask", `{"containerInstances":["a"]}`, []string{"containerInstances unknown"}},
		{"given twice", `{"count":1,"count":2}`, []string{"count duplicate"}},
		{
			"all of them",
			`{"launchType":1,"capacityProviderStrategy":[{"weight":"1"},{"name":"p"}],"placementConstraints":{"type":"memberOf"},"placementStrategy":["random"],"platformVersion":1.4}`,
			[]string{
				"launchType invalid", "capacityProviderStrategy[0].weight invalid", "capacityProviderStrategy[1].name unknown",
				"placementConstraints invalid", "placementStrategy[0] invalid", "platformVersion invalid",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := runtask.Parse([]byte(tt.text))
			var got []string
			for e := range field.All(err) {
				got = append(got, string(e.Path)+" "+string(e.Kind))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if _, err := b.WithTaskDefinition("web").WithCount(2).WithRules(lenient()).Build(); err == nil {
				t.Errorf("the Builder builds %s", sent(b))
			}
		})
	}
	if _, err := runtask.Parse([]byte("count=3")); !errors.Is(err, field.Syntax) {
		t.Errorf("shorthand: %v", err)
	}
	if _, err := runtask.Parse(make([]byte, shorthand.MaxSize+1)); !errors.Is(err, field.TooLong) {
		t.Errorf("a long text: %v", err)
	}
}

// TestParseKeepsItsError holds that what does not fit is reported once, with what the
// rules find in the rest.
func TestParseKeepsItsError(t *testing.T) {
	b, err := runtask.Parse([]byte(`{"taskDefinition":"web:latest","count":99999999999,"containerInstances":["i"]}`))
	want := []string{"containerInstances ", "count ", "taskDefinition task-definition-revision"}
	if diff := cmp.Diff(want, found(field.Errors(b.Check()))); diff != "" || err == nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestPairsAreReportedOnce writes pairs with names of their members that look like none
// of them.
func TestPairsAreReportedOnce(t *testing.T) {
	b, err := runtask.Parse([]byte(`{"taskDefinition":"web","tags":[{"name":"team","value":"data"}],
		"overrides":{"containerOverrides":[{"name":"app","environment":[{"STAGE":"prod"},{"key":"A","value":"x"}]}]}}`))
	const environment = "overrides.containerOverrides[0].environment"
	want := []string{environment + "[0].STAGE ", environment + "[1].key ", "tags[0].name "}
	if diff := cmp.Diff(want, found(field.Errors(b.Check()))); diff != "" || err == nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for e := range field.All(err) {
		if !strings.Contains(e.Hint, "the members are ") {
			t.Error(e)
		}
	}
}

// TestMapsInPlaceOfPairs writes objects where the API has lists of pairs.
func TestMapsInPlaceOfPairs(t *testing.T) {
	for text, want := range map[string]string{
		`{"tags":{"team":"data"}}`:               "write a list of objects with key and value",
		`{"tags":{"key":"team","value":"data"}}`: "put it in brackets, [...], even if it is the only element",
		`{"tags":{}}`:                            "put it in brackets, [...], even if it is the only element",
		`{"overrides":{"containerOverrides":[{"name":"app","environment":{"STAGE":"prod"}}]}}`: "write a list of objects with name and value",
		`{"capacityProviderStrategy":{"FARGATE":1}}`:                                           "put it in brackets, [...], even if it is the only element",
	} {
		_, err := runtask.Parse([]byte(text))
		if e, ok := errors.AsType[*field.Error](err); !ok || e.Hint != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestUnknownMembers(t *testing.T) {
	for _, tt := range []struct{ text, member, want string }{
		{`{"%":1}`, "counts", "did you mean count?"},
		{`{"%":1}`, "containerInstances", "containerInstances is a member of StartTask; RunTask does not have it"},
		{`{"%":1}`, "subnets", "subnets is a member of networkConfiguration.awsvpcConfiguration"},
		{`{"placementStrategy":[{"%":1}]}`, "launchType", "launchType is a member of the request itself"},
		{`{"capacityProviderStrategy":[{"%":1}]}`, "provider", "the members are base, capacityProvider, weight"},
	} {
		_, err := runtask.Parse([]byte(strings.ReplaceAll(tt.text, "%", tt.member)))
		e, ok := errors.AsType[*field.Error](err)
		if !ok || e.Kind != field.Unknown || !strings.HasPrefix(e.Hint, tt.want) {
			t.Errorf("%s: %v\n got %q\nwant %q", tt.member, err, e.Hint, tt.want)
		}
	}
}

// lenient switches off all rules, so that any request can be built.
func lenient() rules.Option {
	var ids []string
	for r := range rules.All() {
		ids = append(ids, r.ID)
	}
	return rules.Off(ids...)
}

// recorder is an HTTP client that keeps the body of the last request.
type recorder struct{ body string }

func (r *recorder) Do(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	r.body = string(body)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"tasks":[],"failures":[]}`))}, err
}

// TestJSONIsWhatTheSDKSends compares JSON with the bodies of a client. Without a
// client token the SDK adds one, to the body and to the input: nothing else differs,
// and each Build has its own.
func TestJSONIsWhatTheSDKSends(t *testing.T) {
	var http recorder
	client := ecs.New(ecs.Options{Region: "us-east-1", HTTPClient: &http, Credentials: aws.AnonymousCredentials{}})
	full := new(ecs.RunTaskInput)
	sdktest.Fill(t, full)
	for _, b := range []builder{
		runtask.New("web").WithClientToken("t"), typical().WithClientToken("t"), runtask.From(full),
		runtask.New("web").WithClientToken("t").WithCount(0).WithTags().WithMemberOf("é<>&\u2028").WithSpread("").WithCapacityProvider("p", 0, 0),
	} {
		want := sent(b)
		if _, err := client.RunTask(t.Context(), b.Unchecked()); err != nil || http.body != want {
			t.Errorf("%v\nthe SDK sends %s\nJSON is       %s", err, http.body, want)
		}
	}

	b := typical()
	in, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	want := sent(b)
	if _, err := client.RunTask(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(http.body), &body); err != nil {
		t.Fatal(err)
	}
	if in.ClientToken == nil || body["clientToken"] != *in.ClientToken {
		t.Errorf("the SDK made no token: %s", http.body)
	}
	again, err := b.Build()
	if err != nil || again.ClientToken != nil || sent(b) != want {
		t.Errorf("the token of a call came back: %v, %s", err, sent(b))
	}
	in.ClientToken = nil
	if text, err := runtask.JSON(in); err != nil || string(text) != want {
		t.Errorf("%v\nthe SDK changed the input to %s\nfrom %s", err, text, want)
	}
}

// FuzzParse states that what Parse takes reads back equal from its JSON, that
// its errors are of one of the documented types, and that nothing panics.
func FuzzParse(f *testing.F) {
	full := new(ecs.RunTaskInput)
	sdktest.Fill(f, full)
	for _, text := range []string{
		"", "{", "[]", "a=b", `{"a":{"b":null}}`, `{"count":99999999999}`, sent(typical()), sent(runtask.From(full)),
		`{"placementStrategy":[1,{"type":1,"type":null},null],"capacityProviderStrategy":[{"weight":1e9,"base":-1}],"launchType":""}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := runtask.Parse(text)
		in := b.Unchecked()
		b.Check()
		if err != nil {
			_, syntax := errors.AsType[*shorthand.SyntaxError](err)
			if !syntax && len(slices.Collect(field.All(err))) == 0 {
				t.Fatalf("%T: %v", err, err)
			}
			if _, err := b.Build(); err == nil {
				t.Fatal("it builds")
			}
			return
		}
		json, err := runtask.JSON(in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := runtask.Parse(json)
		if err != nil {
			t.Fatalf("%s: %v", json, err)
		}
		if diff := sdktest.Diff(in, again.Unchecked()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", json, diff)
		}
		if _, err := runtask.Command(in); err != nil {
			t.Fatal(err)
		}
	})
}
