package shorthand_test

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
)

func TestMarshal(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   sample
		want string
	}{
		{"words", sample{Text: new("a-b_c./:+@%9"), Int: new(int32(-1)), Bool: new(true)}, `bool=true,int=-1,text=a-b_c./:+@%9`},
		{"quotes", sample{Texts: []string{"", "a b", "a,b", "it's", `say "a"`, `both '"`, "=", "{", "]", "\n", "é", "😀", "<"}},
			`texts=["","a b","a,b","it's",'say "a"',"both '\"","=","{","]","` + "\n" + `","é","😀","<"]`},
		{"backslashes", sample{Texts: []string{`\`, `a\b`, `a\,`, `a\"b`, `\\x y`, `\\`}}, `texts=[\ ,"a\\b","a\\,",'a\\"b',"\\\\x y",\\ ]`},
		{"lists", sample{Texts: []string{}, Ints: []int32{1}, Points: [][]float64{{}, {1.5, 2}}}, `ints=[1],points=[[],[1.5,2]],texts=[]`},
		{"structures", sample{Inner: &sample{}, Inners: []sample{{Text: new("a")}, {}}}, `inner={},inners=[{text=a},{}]`},
		{"maps", sample{Attrs: map[string]string{"a.b": "1", "c": ""}, Named: map[string]sample{"k": {}}}, `attrs={a.b=1,c=""},named={k={}}`},
		{"unions", sample{Choice: &choiceChoice{&choiceInner{sample{Text: new("a")}}}, Text: new("b")}, `choice={choice={inner={text=a}}},text=b`},
		{"numbers", sample{Double: new(math.Inf(-1)), Float: new(float32(math.NaN())), Exact: big.NewFloat(1.5), Big: big.NewInt(7)}, `big=7,double=-Inf,exact=1.5,float=NaN`},
		{"whole numbers", sample{Byte: new(int8(-128)), Short: new(int16(32767)), Int: new(int32(1234567)), Long: new(int64(9876543210))}, `byte=-128,int=1234567,long=9876543210,short=32767`},
		{"large numbers", sample{Double: new(1e300), Exact: big.NewFloat(1e20), Float: new(float32(math.Inf(1)))}, `double=1e+300,exact=1e+20,float=Inf`},
		{"bytes", sample{Blob: []byte{0xff}}, `blob="/w=="`},
		{"time", sample{Time: new(time.Unix(0, 0).UTC())}, `time=1970-01-01T00:00:00Z`},
		{"nothing", sample{}, `{}`},
		{"a document", sample{Doc: document.List{document.String("a")}, Text: new("b")}, `{"doc":["a"],"text":"b"}`},
		{"a key that is no word", sample{Attrs: map[string]string{"a b": "1"}}, `{"attrs":{"a b":"1"}}`},
		{"another key that is no word", sample{Attrs: map[string]string{"a!b": "1"}}, `{"attrs":{"a!b":"1"}}`},
		{"quotes and a backslash at the end", sample{Text: new(`"\`)}, `{"text":"\"\\"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := shorthand.Marshal(&tt.in)
			if err != nil || got != tt.want {
				t.Fatalf("got  %s, %v\nwant %s", got, err, tt.want)
			}
			var back sample
			if err := shorthand.Unmarshal(got, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.in, back, compare); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMarshalRefuses(t *testing.T) {
	deep := &sample{}
	for range shorthand.MaxDepth + 1 {
		deep = &sample{Inner: deep}
	}
	for name, in := range map[string]*sample{
		"not UTF-8":          {Text: new("a\xff")},
		"too deep":           deep,
		"infinite in JSON":   {Double: new(math.Inf(1)), Attrs: map[string]string{" ": ""}},
		"-infinite in JSON":  {Double: new(math.Inf(-1)), Attrs: map[string]string{" ": ""}},
		"NaN in JSON":        {Double: new(math.NaN()), Attrs: map[string]string{" ": ""}},
		"finite after that":  {Double: new(math.NaN()), Float: new(float32(1)), Attrs: map[string]string{" ": ""}},
		"not UTF-8, in JSON": {Attrs: map[string]string{" ": "\xff"}},
	} {
		if got, err := shorthand.Marshal(in); err == nil {
			t.Errorf("%s: %s", name, got)
		}
	}
	deepest := &sample{}
	for range shorthand.MaxDepth - 1 {
		deepest = &sample{Inner: deepest}
	}
	text, err := shorthand.Marshal(deepest)
	if err != nil || shorthand.Unmarshal(text, &sample{}) != nil {
		t.Errorf("at the limit of depth: %v, %v", err, shorthand.Unmarshal(text, &sample{}))
	}
	if got, err := shorthand.Marshal(&sample{Inner: deepest}); err == nil {
		t.Errorf("one level too deep: %.60s", got)
	}
	if got, err := shorthand.Marshal(writeFunc(func(s smithy.ShapeSerializer) {
		s.WriteStruct(sampleShape)
		s.WriteNil(members["text"])
		s.CloseStruct()
	})); err == nil || err.Error() != "shorthand: a null cannot be written" {
		t.Errorf("null: %s, %v", got, err)
	}
	// The SDK's generated code panics for these.
	for name, in := range map[string]smithy.Serializable{
		"nil":                nil,
		"a nil pointer":      (*types.Tag)(nil),
		"a nil union member": &types.ResourceRequirement{SharingStrategy: (*types.SharingStrategyMemberNvidiaMps)(nil)},
	} {
		if got, err := shorthand.Marshal(in); err == nil {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// writeFunc is a type that writes itself by a function.
type writeFunc func(smithy.ShapeSerializer)

func (f writeFunc) Serialize(s smithy.ShapeSerializer) { f(s) }

// FuzzUnmarshal holds what is read to its properties: reading never panics,
// errors can be shown, and what is printed reads back equal.
func FuzzUnmarshal(f *testing.F) {
	for _, text := range mistakes {
		f.Add(text)
	}
	for _, text := range []string{
		`text=a,int=1,texts=[x,"y z"],points=[[1,2]],attrs={a=b},choice={text=c},inner={inners=[{bool=true}]}`,
		`inner=<text=a>,texts=a\,b,c,named={k={float=1e3}}`, `blob=AAEC,time=2026-11-06T10:20:30Z,text@=x`,
		`{"text":"\u00e9\n","doc":{"a":[1,null]},"double":NaN,"texts":["\\"]}`,
		`{"x\nfake":1,"\u001b[31m":{},"inner":{"\u202e":1}}`, "text@=\"file://a\n\x1b\"", "{\"\x7f\u202e\": ",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var v, back sample
		err := shorthand.Unmarshal(text, &v)
		if err != nil {
			shown := []string{strings.ReplaceAll(err.Error(), "\n", "")}
			for e := range field.All(err) {
				shown = append(shown, string(e.Path), e.Msg, e.Hint)
			}
			if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
				shown = append(shown, strings.NewReplacer("\n", "", "\t", "").Replace(syntax.Snippet()))
			}
			for _, s := range shown {
				if !isPrintable(s) {
					t.Fatalf("%q: what is said of it cannot be printed: %q", text, s)
				}
			}
			return
		}
		printed, err := shorthand.Marshal(&v)
		if err != nil {
			if strings.Contains(err.Error(), "infinite") {
				return
			}
			t.Fatalf("%q does not print: %v", text, err)
		}
		if err := shorthand.Unmarshal(printed, &back); err != nil {
			t.Fatalf("%q prints as %q, which does not read: %v", text, printed, err)
		}
		again, err := shorthand.Marshal(&back)
		if err != nil || again != printed {
			t.Errorf("%q prints as %q and then as %q, %v", text, printed, again, err)
		}
	})
}

// FuzzQuote checks that a quoted text reads back in every place it may stand.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "a", "a b", `\`, `'\`, `a,b\`, `"'`, "]", "}", "\n", " ", "é", "😀", "\x00", "<a>", `\,\`, "=\\", ` a\`, `a]b\`, `a"b\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !bytes.Equal([]byte(s), []byte(strings.ToValidUTF8(s, ""))) {
			return
		}
		quoted := shorthand.Quote(s)
		places := []string{`text=%`, `texts=[%],text=%`, `texts=[%,%,x]`, `inner={text=%,texts=[%]},text=%`, `text=%,int=1`, `inner=<text=%>`}
		if strings.HasSuffix(s, `\`) && strings.HasPrefix(quoted, quoted[len(quoted)-1:]) && strings.Contains(`"'`, quoted[:1]) {
			places = places[:1] // the documented exception
		}
		for _, place := range places {
			var v sample
			if err := shorthand.Unmarshal(strings.ReplaceAll(place, "%", quoted), &v); err != nil {
				t.Fatalf("%q quoted as %q in %s: %v", s, quoted, place, err)
			}
			got := []*string{v.Text}
			if v.Inner != nil {
				got = append(got, v.Inner.Text)
			}
			for _, text := range v.Texts {
				if text != "x" || s == "x" {
					got = append(got, &text)
				}
			}
			for _, text := range got {
				if text != nil && *text != s {
					t.Fatalf("%q quoted as %q in %s reads as %q", s, quoted, place, *text)
				}
			}
		}
	})
}
