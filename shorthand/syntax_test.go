package shorthand_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
)

// mistakes are texts that do not parse. testdata/mistakes.txt has what is said
// of them.
var mistakes = []string{
	``,
	`subnets`,
	`subnets=a`,
	` awsvpcConfiguration={subnets=[a]}`,
	"awsvpcConfiguration={subnets=[a]}\n",
	`awsvpcConfiguration={subnets=[a]`,
	`awsvpcConfiguration={subnets=[a}`,
	`awsvpcConfiguration={subnets=a,b}`,
	`awsvpcConfiguration={subnets=}`,
	`awsvpcConfiguration={subnets=[a]},awsvpcConfiguration={}`,
	`awsvpcConfiguration={subnets=["a]}`,
	`awsvpcConfiguration={subnets=[it's]}`,
	`awsvpcConfiguration={subnets=[😀]}`,
	`awsvpcConfiguration=,`,
	`awsvpcConfiguration==a`,
	`awsvpcConfiguration=a]`,
	`'{"awsvpcConfiguration":{}}'`,
	`$NETWORK`,
	"awsvpcConfiguration={\n\tsubnets=[a]\n\tsecurityGroups=[b]}",
	"\uFEFF{}",
	"a=\xff",
	`{"awsvpcConfiguration":{"subnets":["a",]}}`,
	`{"awsvpcConfiguration":{"subnets":["a"]}`,
	`{"awsvpcConfiguration":{subnets:["a"]}}`,
	`{"awsvpcConfiguration":{"subnets" ["a"]}}`,
	`{"awsvpcConfiguration":{"subnets":["a`,
	`{"awsvpcConfiguration":{"subnets":["\x"]}}`,
	`{"awsvpcConfiguration":{"subnets":["\u12g4"]}}`,
	`{"awsvpcConfiguration":{"subnets":["\ud800"]}}`,
	"{\"awsvpcConfiguration\":{\"subnets\":[\"a\nb\"]}}",
	`{"awsvpcConfiguration":{"subnets":[.5]}}`,
	`{} x`,
	"\u00a0{}",
}

var updateMistakes = flag.Bool("update-mistakes", false, "write testdata/mistakes.txt anew")

func TestMistakes(t *testing.T) {
	var b strings.Builder
	for _, text := range mistakes {
		err := shorthand.Unmarshal(text, &types.NetworkConfiguration{})
		fmt.Fprintf(&b, "%q\n", text)
		syntax, ok := errors.AsType[*shorthand.SyntaxError](err)
		if !ok || !errors.Is(err, field.Syntax) {
			fmt.Fprintf(&b, "  %v\n", err)
			continue
		}
		fmt.Fprintf(&b, "  %v\n  |%s\n", err, strings.ReplaceAll(syntax.Snippet(), "\n", "\n  |"))
	}
	const golden = "testdata/mistakes.txt"
	if *updateMistakes {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSyntaxErrorsByValue(t *testing.T) {
	err := fmt.Errorf("wrapped: %w", shorthand.Unmarshal("a=[", new(types.NetworkConfiguration)))
	p, byPointer := errors.AsType[*shorthand.SyntaxError](err)
	v, byValue := errors.AsType[shorthand.SyntaxError](err)
	if !byPointer || !byValue || p.Offset != 3 || v.Offset != 3 || v.Snippet() != p.Snippet() {
		t.Errorf("%v, %v", p, v)
	}
	if _, ok := errors.AsType[*field.Error](err); ok {
		t.Error("a syntax error is taken for something else")
	}
}

// secret stands in values of texts; no error may show it.
const secret = "hunter2"

func TestErrorsShowNoSecret(t *testing.T) {
	for _, text := range []string{
		`containerOverrides=[{name=app,environment=[{name=PW,value=` + secret + `]`,
		`containerOverrides=[{name=app,environment=[{name=PW,value=` + secret + `==x"}]}]`,
		`containerOverrides=[{name=app,environment=[{name=PW,value="` + secret + `}]}]`,
		`containerOverrides=[{name=app,command=[--password=` + secret + `,'x]}]`,
		`containerOverrides=[{name=app,environment=[` + secret + `]}]`,
		`containerOverrides=[{name=app,environment=` + secret + `}]`,
		`containerOverrides=[{name={a=` + secret + `}}]`,
		`containerOverrides=[{name=app,environment=[{name=A,value=x,` + secret + `=y}]}]`,
		`containerOverrides=[{name=app,environment=[{name=A,value=x,` + secret + `=}]}]`,
		`containerOverrides=[{name=app,environment=[{name=A,value=x,` + secret + `=y,` + secret + `=z,"}]}]`,
		`cpu=1,memory=x,` + secret + `=1,` + secret + `=2`,
		`{"containerOverrides":[{"environment":[{"name":"PW","value":"x","` + secret + `": }]}]}`,
		`{"containerOverrides":[{"environment":[{"name":"PW","value":"` + secret + `}]}]}`,
		`{"containerOverrides":[{"environment":[{"name":"PW","value":{"a":"` + secret + `"}}]}]}`,
		`{"containerOverrides":[{"environment":"` + secret + `"}]}`,
		`{"containerOverrides":[{"command":["` + secret + `"],}]}`,
	} {
		err := shorthand.Unmarshal(text, &types.TaskOverride{})
		if err == nil {
			t.Errorf("%s: accepted", text)
			continue
		}
		shown := show(err) + show([]error{err})
		if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
			shown += show(*syntax) + show(struct{ Err shorthand.SyntaxError }{*syntax}) + syntax.Snippet()
			shown += fmt.Sprintf("%v %+v %#v", struct{ err error }{err}, struct{ err error }{err}, struct{ err error }{err})
		}
		if strings.Contains(shown, secret) {
			t.Errorf("%s: %s", text, shown)
		}
	}
}

// show returns all that fmt, log/slog and encoding/json write of v.
func show(v any) string {
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Error("refused", "err", v)
	slog.New(slog.NewJSONHandler(&b, nil)).Error("refused", "err", v)
	doc, _ := json.Marshal(map[string]any{"err": v})
	fmt.Fprintf(&b, "%s %v %+v %#v %s %q", doc, v, v, v, v, v)
	return b.String()
}

func TestLimits(t *testing.T) {
	nested := func(open, inner, close string, depth int) string {
		return strings.Repeat(open, depth) + inner + strings.Repeat(close, depth)
	}
	for _, tt := range []struct {
		name, text string
		ok         bool
	}{
		{"shorthand at the limit", "inner=" + nested("{inner=", "{}", "}", shorthand.MaxDepth-1), true},
		{"shorthand beyond it", "inner=" + nested("{inner=", "{}", "}", shorthand.MaxDepth), false},
		{"many opening brackets", "texts=" + strings.Repeat("[", 1<<20), false},
		{"angle brackets beyond it", "inner=" + nested("<inner=", "<>", ">", shorthand.MaxDepth), false},
		{"JSON at the limit", nested(`{"inner":`, "{}", "}", shorthand.MaxDepth-1), true},
		{"JSON beyond it", nested(`{"inner":`, "{}", "}", shorthand.MaxDepth), false},
		{"much JSON", strings.Repeat("[", 1<<20), false},
		{"text at the limit", "text=" + strings.Repeat("a", shorthand.MaxSize-len("text=")), true},
		{"text beyond it", "text=" + strings.Repeat("a", shorthand.MaxSize), false},
	} {
		if err := shorthand.Unmarshal(tt.text, &sample{}); (err == nil) != tt.ok {
			t.Errorf("%s: %.200v", tt.name, err)
		}
	}
}

func TestSnippetOfAnyError(t *testing.T) {
	for _, e := range []*shorthand.SyntaxError{
		{}, shorthand.SyntaxError{Offset: -5}.WithInput("abc"), shorthand.SyntaxError{Offset: 99}.WithInput("abc"), {Offset: 99},
		shorthand.SyntaxError{Offset: 1}.WithInput("é=ü"), shorthand.SyntaxError{Offset: 2}.WithInput("a\nb"), shorthand.SyntaxError{Offset: 1}.WithInput("\xff="),
	} {
		_, _ = e.Snippet(), e.Error()
	}
	_, err := shorthand.UnmarshalList[types.Tag]([]string{"a=1,b={c=}x"})
	syntax, _ := errors.AsType[*shorthand.SyntaxError](err)
	if got, want := syntax.Snippet(), "*=*,*={*=}*\n           ^"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for text, want := range map[string]string{
		`choice={inner={text=x,int=1,hunter2=y]`:             `choice={inner={text=*,int=*,*******=*]`,
		`{"choice":{"inner":{"text":"x","int":1,"hunter2":]`: `{"choice":{"inner":{"text":"*","int":*,"*******":]`,
	} {
		syntax, _ := errors.AsType[*shorthand.SyntaxError](shorthand.Unmarshal(text, &sample{}))
		if line, _, _ := strings.Cut(syntax.Snippet(), "\n"); line != want {
			t.Errorf("got  %s\nwant %s", line, want)
		}
	}
}
