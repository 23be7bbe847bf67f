package shorthand_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var compare = cmp.Options{
	cmp.Comparer(func(a, b *big.Int) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }),
	cmp.Comparer(func(a, b *big.Float) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }),
	cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }),
	cmp.Comparer(func(a, b float32) bool { return a == b || a != a && b != b }),
	cmpopts.IgnoreTypes(document.NoSerde{}),
}

func TestConversion(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       sample
	}{
		{"string", `text=a b`, sample{Text: new("a b")}},
		{"empty string", `text=`, sample{Text: new("")}},
		{"number for a string", `text=10`, sample{Text: new("10")}},
		{"integer", `int=-12`, sample{Int: new(int32(-12))}},
		{"integer as Python reads it", `int=" +1_000 "`, sample{Int: new(int32(1000))}},
		{"integer in other digits", `int=１２٣`, sample{Int: new(int32(123))}},
		{"largest long", `long=9223372036854775807`, sample{Long: new(int64(math.MaxInt64))}},
		{"short and byte", `short=-32768,byte=127`, sample{Short: new(int16(-32768)), Byte: new(int8(127))}},
		{"float", `float=.5,double=-1_0.25e-1`, sample{Float: new(float32(0.5)), Double: new(-1.025)}},
		{"float without end", `float=inf,double=-Infinity`, sample{Float: new(float32(math.Inf(1))), Double: new(math.Inf(-1))}},
		{"float that is none", `double=+NaN`, sample{Double: new(math.NaN())}},
		{"float overflow", `double=1e999`, sample{Double: new(math.Inf(1))}},
		{"boolean", `bool=TRUE`, sample{Bool: new(true)}},
		{"blob", `blob=AAEC/w==`, sample{Blob: []byte{0, 1, 2, 255}}},
		{"empty blob", `blob=`, sample{Blob: []byte{}}},
		{"big numbers", `big=123456789012345678901234567890,exact=0.5`, sample{Big: bigInt("123456789012345678901234567890"), Exact: big.NewFloat(0.5)}},
		{"list", `texts=[a,,b c]`, sample{Texts: []string{"a", "", "b c"}}},
		{"csv list", `ints=1,2`, sample{Ints: []int32{1, 2}}},
		{"lone value for a list", `texts=a`, sample{Texts: []string{"a"}}},
		{"nothing for a list", `texts=`, sample{Texts: []string{""}}},
		{"empty list", `texts=[]`, sample{Texts: []string{}}},
		{"list of lists", `points=[[1,2],[3]]`, sample{Points: [][]float64{{1, 2}, {3}}}},
		{"map", `attrs={a=1,b.c=}x}`, sample{Attrs: map[string]string{"a": "1", "b.c": "}x"}}},
		{"map of booleans", `flags={a=true,b=False}`, sample{Flags: map[string]bool{"a": true, "b": false}}},
		{"empty map", `attrs={}`, sample{Attrs: map[string]string{}}},
		{"map of structures", `named={k={int=1}}`, sample{Named: map[string]sample{"k": {Int: new(int32(1))}}}},
		{"structure in a structure", `inner={inner={text=x}}`, sample{Inner: &sample{Inner: &sample{Text: new("x")}}}},
		{"list of structures", `inners=[{int=1},{}]`, sample{Inners: []sample{{Int: new(int32(1))}, {}}}},
		{"lone structure for a list", `inners={text=x}`, sample{Inners: []sample{{Text: new("x")}}}},
		{"union", `choice={text=a}`, sample{Choice: &choiceText{"a"}}},
		{"union of a structure", `choice={inner={int=1}}`, sample{Choice: &choiceInner{sample{Int: new(int32(1))}}}},
		{"union in a union", `choice={choice={choice={text=a}}},text=b`, sample{Text: new("b"), Choice: &choiceChoice{&choiceChoice{&choiceText{"a"}}}}},
		{"last of repeated keys", `inner={int=x,text=a,int=2}`, sample{Inner: &sample{Int: new(int32(2)), Text: new("a")}}},
		{"angle brackets", `inner=<text=a,inner=<int=1>>,text=<b>`, sample{Inner: &sample{Text: new("a"), Inner: &sample{Int: new(int32(1))}}, Text: new("<b>")}},
		{"angle brackets in a list and a union", `inners=[<int=1>,<>],choice=<text=a>`, sample{Inners: []sample{{Int: new(int32(1))}, {}}, Choice: &choiceText{"a"}}},
		{"angle brackets in a map", `named={k=<int=1>}`, sample{Named: map[string]sample{"k": {Int: new(int32(1))}}}},
		{"angle brackets in text", `attrs={k=<a=b>},texts=[<x,y>]`, sample{Attrs: map[string]string{"k": "<a=b>"}, Texts: []string{"<x", "y>"}}},
		{"at sign before plain text", `text@=plain`, sample{Text: new("plain")}},
		{"JSON", `{"text":"a","int":1,"double":2,"bool":true,"blob":"AA==","texts":["x"],"attrs":{"é ":"\ud83d\ude00"}}`,
			sample{Text: new("a"), Int: new(int32(1)), Double: new(2.0), Bool: new(true), Blob: []byte{0}, Texts: []string{"x"}, Attrs: map[string]string{"é ": "😀"}}},
		{"JSON numbers", `{"double":NaN,"float":-Infinity,"int":-0,"exact":1e2}`,
			sample{Double: new(math.NaN()), Float: new(float32(math.Inf(-1))), Int: new(int32(0)), Exact: big.NewFloat(100)}},
		{"JSON document", `{"doc":{"a":[1,"x",null,false]}}`,
			sample{Doc: document.Map{"a": document.List{document.Number("1"), document.String("x"), document.Null{}, document.Boolean(false)}}}},
		{"JSON null document", `{"doc":null}`, sample{Doc: document.Null{}}},
		{"JSON with repeated keys", "\n" + `{"int":"x","int":1}`, sample{Int: new(int32(1))}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got sample
			if err := shorthand.Unmarshal(tt.text, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, compare); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func bigInt(s string) *big.Int {
	n, _ := new(big.Int).SetString(s, 10)
	return n
}

func TestTimestamps(t *testing.T) {
	want := time.Date(2026, 11, 6, 10, 20, 30, 0, time.UTC)
	local := time.Date(2026, 11, 6, 10, 20, 30, 0, time.Local)
	for text, want := range map[string]time.Time{
		`time=1793960430`:                      want,
		`time=1793960430.5`:                    want.Add(time.Second / 2),
		`time="2026-11-06T10:20:30Z"`:          want,
		`time=2026-11-06T10:20:30.25Z`:         want.Add(time.Second / 4),
		`time=2026-11-06T12:20:30+02:00`:       want,
		`time=20261106T102030Z`:                want,
		`time="Fri, 06 Nov 2026 10:20:30 GMT"`: want,
		`time=2026-11-06T10:20:30`:             local,
		`time=2026-11-06`:                      time.Date(2026, 11, 6, 0, 0, 0, 0, time.Local),
		`{"time":1793960430}`:                  want,
		`{"time":"2026-11-06T10:20:30Z"}`:      want,
	} {
		var got sample
		if err := shorthand.Unmarshal(text, &got); err != nil {
			t.Errorf("%s: %v", text, err)
		} else if !got.Time.Equal(want) {
			t.Errorf("%s: got %v, want %v", text, got.Time, want)
		}
	}
}

// finding is what the tests compare of an error.
type finding struct {
	path field.Path
	kind field.Kind
}

func findings(err error) []finding {
	var list []finding
	for e := range field.All(err) {
		list = append(list, finding{e.Path, e.Kind})
	}
	return list
}

func TestMisfits(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []finding
	}{
		{"unknown member", `txet=a`, []finding{{"txet", field.Unknown}}},
		{"text for a structure beside an angle bracket", `inner=x,text=<a`, []finding{{"inner", field.Invalid}}},
		{"unknown member with a dot", `{"a.b":"c"}`, []finding{{`["a.b"]`, field.Unknown}}},
		{"unknown members that may be parts of values", `a.b=c,inner={text=x,hunter2=y,zzzzz=""},inners=[{q=1}]`, []finding{
			{"", field.Unknown}, {"inner", field.Unknown}, {"inner", field.Unknown}, {"inners[0]", field.Unknown},
		}},
		{"unknown members whose names are members elsewhere", `choice={int=1}`, []finding{{"choice.int", field.Unknown}}},
		{"all at once", `int=x,inner={bool=yes,foo=1,ints=[1,b]},texts=[a,{b=c}],long=1`, []finding{
			{"int", field.Invalid}, {"inner.bool", field.Invalid}, {"inner", field.Unknown},
			{"inner.ints[1]", field.Invalid}, {"texts[1]", field.Invalid},
		}},
		{"integers", `int=2147483648,byte=-129,long=1.0,short=1e1`, []finding{
			{"int", field.OutOfRange}, {"byte", field.OutOfRange}, {"long", field.Invalid}, {"short", field.Invalid},
		}},
		{"integers Python does not read", `ints=[1__0,_1,1_,0x10,+-1,,--1]`, []finding{
			{"ints[0]", field.Invalid}, {"ints[1]", field.Invalid}, {"ints[2]", field.Invalid}, {"ints[3]", field.Invalid},
			{"ints[4]", field.Invalid}, {"ints[5]", field.Invalid}, {"ints[6]", field.Invalid},
		}},
		{"floats Python does not read", `points=[[0x1p3,1_e5,in,1e,.]]`, []finding{
			{"points[0][0]", field.Invalid}, {"points[0][1]", field.Invalid}, {"points[0][2]", field.Invalid},
			{"points[0][3]", field.Invalid}, {"points[0][4]", field.Invalid},
		}},
		{"booleans", `bool=" true",flags={a=1}`, []finding{{"bool", field.Invalid}, {`flags["a"]`, field.Invalid}}},
		{"text for a structure", `inner=x`, []finding{{"inner", field.Invalid}}},
		{"list for a structure", `inner=[a]`, []finding{{"inner", field.Invalid}}},
		{"text for a map", `attrs=x,named={k=Enabled=true}`, []finding{{"attrs", field.Invalid}, {`named["k"]`, field.Invalid}}},
		{"list for a string", `text=a,b`, []finding{{"text", field.Invalid}}},
		{"lone structure with a number", `inners={int=1,bool=true,text=a}`, []finding{{"inners[0].int", field.Invalid}, {"inners[0].bool", field.Invalid}}},
		{"lone number in a list of lists", `points=1`, []finding{{"points[0]", field.Invalid}}},
		{"union of nothing", `choice={}`, []finding{{"choice", field.Required}}},
		{"union of two", `choice={text=a,inner={}}`, []finding{{"choice", field.Conflict}}},
		{"union of an unknown member", `choice={txt=a}`, []finding{{"choice.txt", field.Unknown}}},
		{"union in a union, wrong", `choice={choice={text={}}},int=x`, []finding{{"choice.choice.text", field.Invalid}, {"int", field.Invalid}}},
		{"no union", `choice=a`, []finding{{"choice", field.Invalid}}},
		{"document", `doc=x`, []finding{{"doc", field.Unsupported}}},
		{"blob", `blob=a*c`, []finding{{"blob", field.Invalid}}},
		{"timestamp", `time=tomorrow`, []finding{{"time", field.Invalid}}},
		{"big numbers", `big=1.5,exact=x`, []finding{{"big", field.Invalid}, {"exact", field.Invalid}}},
		{"JSON is not converted", `{"int":"1","bool":"true","text":1,"double":true,"texts":"a","time":true,"blob":1,"big":true,"exact":true}`, []finding{
			{"int", field.Invalid}, {"bool", field.Invalid}, {"text", field.Invalid}, {"double", field.Invalid}, {"texts", field.Invalid},
			{"time", field.Invalid}, {"blob", field.Invalid}, {"big", field.Invalid}, {"exact", field.Invalid},
		}},
		{"JSON numbers that are no integers", `{"int":1.0,"long":1e3,"short":NaN,"byte":true}`, []finding{
			{"int", field.Invalid}, {"long", field.Invalid}, {"short", field.Invalid}, {"byte", field.Invalid},
		}},
		{"JSON null", `{"text":null,"texts":[null],"attrs":{"k":null},"choice":{"text":null},"inners":[null]}`, []finding{
			{"text", field.Invalid}, {"texts[0]", field.Invalid}, {`attrs["k"]`, field.Invalid}, {"choice.text", field.Invalid}, {"inners[0]", field.Invalid},
		}},
		{"JSON list for a structure", `[{"text":"a"}]`, []finding{{"", field.Invalid}}},
		{"file without WithFiles", `file://x`, []finding{{"", field.Invalid}}},
		{"file in a value without WithFiles", `text@=file://x`, []finding{{"", field.Invalid}}},
		{"bytes for a structure", `fileb://x`, []finding{{"", field.Invalid}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := shorthand.Unmarshal(tt.text, &sample{})
			if diff := cmp.Diff(tt.want, findings(err), cmp.AllowUnexported(finding{})); diff != "" {
				t.Errorf("-want +got:\n%s\n%v", diff, err)
			}
		})
	}
}

func TestStrictRefusesRepeatedKeys(t *testing.T) {
	for _, text := range []string{`inner={int=1,text=a,int=2}`, `{"inner":{"int":1,"text":"a","int":2}}`} {
		err := shorthand.Unmarshal(text, &sample{}, shorthand.Strict())
		want := []finding{{"inner.int", field.Duplicate}}
		if diff := cmp.Diff(want, findings(err), cmp.AllowUnexported(finding{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestManyKeys(t *testing.T) {
	const n = 3000
	keys := make([]string, n)
	for i := range keys {
		keys[i] = strings.Repeat("k", 1+i%100) + string(rune('a'+i%26))
	}
	distinct := slices.Clone(keys)
	slices.Sort(distinct)
	var got sample
	if err := shorthand.Unmarshal("attrs={"+strings.Join(keys, "=1,")+"=2}", &got); err != nil {
		t.Fatal(err)
	}
	if want := len(slices.Compact(distinct)); len(got.Attrs) != want {
		t.Errorf("%d keys are left of %d", len(got.Attrs), want)
	}
}

func TestManyMistakes(t *testing.T) {
	var unknown strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&unknown, "hunter%d=x,\n", i)
	}
	for _, text := range []string{"inners=[" + strings.Repeat("x,", 100_000) + "]", "inner={" + unknown.String() + "}"} {
		err := shorthand.Unmarshal(text, &sample{})
		if n := len(findings(err)); n != 1001 || !errors.Is(err, field.TooMany) {
			t.Errorf("%d mistakes are listed", n)
		}
	}
}

func TestUnknownMembersNameTheirType(t *testing.T) {
	const place = `{"containerOverrides":[{"resourceRequirements":[%]}]}`
	for text, want := range map[string]string{
		`{"tpye":"GPU"}`:                           "tpye: is not a member of ResourceRequirement; did you mean type?",
		`{"sharingStrategy":{"timeSlice":{}}}`:     "sharingStrategy.timeSlice: is not a member of SharingStrategy; the members are nvidiaMps",
		`{"sharingStrategy":{"nvidiaMps":{"":1}}}`: `sharingStrategy.nvidiaMps[""]: is not a member of NvidiaMpsAllocation; the members are maxComputePercent, memory`,
	} {
		err := shorthand.Unmarshal(strings.ReplaceAll(place, "%", text), &types.TaskOverride{})
		if want = "containerOverrides[0].resourceRequirements[0]." + want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// TestUnknownMembersKeepSecrets reads values whose commas end them before their
// authors meant.
func TestUnknownMembersKeepSecrets(t *testing.T) {
	const hint = "put a value that has a comma in quotes; the members are name, value"
	for text, want := range map[string]string{
		`containerOverrides=[{name=app,environment=[{name=A,value=x,hunter2=y}]}]`: "containerOverrides[0].environment[0]: has a member that KeyValuePair does not have, at column 60",
		"containerOverrides=[{environment=[{name=A,\n value=x,\n  hunter2=y}]}]":   "containerOverrides[0].environment[0]: has a member that KeyValuePair does not have, at line 3, column 3",
		`containerOverrides=[{environment=[{value=x,hunter2=y,hunter2=z}]}]`:       "containerOverrides[0].environment[0]: has a member that KeyValuePair does not have, at column 54",
		`containerOverrides=[{environment=[{value=é,vlaue=y}]}]`:                   "containerOverrides[0].environment[0].vlaue: is not a member of KeyValuePair",
		`containerOverrides=[{environment=[{value=x,command=y}]}]`:                 "containerOverrides[0].environment[0].command: is not a member of KeyValuePair",
		`{"containerOverrides":[{"environment":[{"value":"x","hunter2":"y"}]}]}`:   "containerOverrides[0].environment[0].hunter2: is not a member of KeyValuePair",
	} {
		err := shorthand.Unmarshal(text, &types.TaskOverride{}, shorthand.Strict())
		if err == nil || !strings.HasPrefix(err.Error(), want+"; ") {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		if e, _ := errors.AsType[*field.Error](err); strings.HasPrefix(want, "containerOverrides[0].environment[0]:") && e.Hint != hint {
			t.Errorf("%s\ngot  %s\nwant %s", want, e.Hint, hint)
		}
	}
}

// TestCommasInTexts reads texts that a comma makes lists, where brackets do not.
func TestCommasInTexts(t *testing.T) {
	const quote = "put a value that has a comma in quotes"
	for arg, want := range map[string]string{
		`type=memberOf,expression=attribute:ecs.instance-type in [t3.small, t3.medium]`: "expression: must be a string, not a list; " + quote,
		`expression=a,b,type=memberOf`:    "expression: must be a string, not a list; " + quote,
		`expression="a",b`:                "expression: must be a string, not a list; " + quote,
		`expression=[a,b]`:                "expression: must be a string, not a list; write one text, in double quotes",
		`{"expression":["a","b"]}`:        "expression: must be a string, not a list; write one text, in double quotes",
		`expression="a, b",type=memberOf`: "",
	} {
		got := ""
		if err := shorthand.Unmarshal(arg, new(types.PlacementConstraint)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", arg, got, want)
		}
		first := "type=distinctInstance"
		if arg[0] == '{' {
			first = `{"type":"distinctInstance"}`
		}
		if _, err := shorthand.UnmarshalList[types.PlacementConstraint]([]string{first, arg}); want != "" && (err == nil || err.Error() != "[1]."+want) {
			t.Errorf("%s in a list: %v, want [1].%s", arg, err, want)
		}
	}
}

func TestPlacesOfUnknownMembers(t *testing.T) {
	text := "inner={text=é,q1=x,\n q2=é,q3=x,\n\n  inner={text=é,q4=x},q5=x},inners=[{q6=x},\n{text=é,q7=x}],q8=x"
	err := shorthand.Unmarshal(text, &sample{})
	var got []string
	for e := range field.All(err) {
		got = append(got, string(e.Path)+": "+e.Msg)
	}
	for i, want := range []string{
		"inner: line 1, column 15", "inner: line 2, column 2", "inner: line 2, column 7", "inner.inner: line 4, column 17", "inner: line 4, column 23",
		"inners[0]: line 4, column 38", "inners[1]: line 5, column 9", "line 5, column 16",
	} {
		path, place, found := strings.Cut(want, ": ")
		if !found {
			path, place = ": has a member", want
		}
		if i >= len(got) || !strings.HasPrefix(got[i], path) || !strings.HasSuffix(got[i], ", at "+place) {
			t.Errorf("%d: want %s, got\n%v", i, want, err)
		}
	}
}

func TestLongNamesAreCut(t *testing.T) {
	long := strings.Repeat("é", 50_000)
	path := field.Path("").Child(long[:100] + "...")
	for text, want := range map[string]field.Path{
		`{"` + long + `":1}`:            path,
		`{"inner":{"` + long + `":1}}`:  field.Path("inner").Join(path),
		`{"flags":{"` + long + `":1}}`:  field.Path("flags").Key(long[:100] + "..."),
		`{"` + long + `":{"text":"x"}}`: path,
	} {
		err := shorthand.Unmarshal(text, &sample{})
		if got := findings(err); len(got) != 1 || got[0].path != want || len(err.Error()) > 300 {
			t.Errorf("%.30s: got %.300v", text, err)
		}
	}
}

func TestNilDestination(t *testing.T) {
	for _, dst := range []smithy.Deserializable{nil, (*sample)(nil)} {
		err := shorthand.Unmarshal("text=a", dst, nil)
		if e, _ := errors.AsType[*field.Error](err); !errors.Is(err, field.Required) || e.Severity != field.SeverityError {
			t.Errorf("%#v: %v", dst, err)
		}
	}
	if err := shorthand.Unmarshal("text=a", failing{}); err == nil || !strings.Contains(err.Error(), "cannot be decoded") {
		t.Errorf("a destination that is no pointer: %v", err)
	}
}

// failing is a type that cannot be read.
type failing struct{}

func (failing) Deserialize(smithy.ShapeDeserializer) error { return errors.New("no") }

func TestFiles(t *testing.T) {
	files := fstest.MapFS{
		"short":  {Data: []byte("text=a,texts=[b]")},
		"json":   {Data: []byte("{\r\n\"text\": \"a\"}\n")},
		"value":  {Data: []byte("a,b={c}\r\nd\re\n")},
		"number": {Data: []byte("12\n")},
		"bytes":  {Data: []byte{0xff, 0}},
	}
	read := shorthand.WithFiles(func(name string) ([]byte, error) { return files.ReadFile(name) })
	for text, want := range map[string]sample{
		`file://short`:                 {Text: new("a"), Texts: []string{"b"}},
		`file://json`:                  {Text: new("a")},
		`text@=file://value`:           {Text: new("a,b={c}\nd\ne\n")},
		`text @ = "file://value"`:      {Text: new("a,b={c}\nd\ne\n")},
		`int@=file://number`:           {Int: new(int32(12))},
		`texts@=x,file://value`:        {Texts: []string{"x", "a,b={c}\nd\ne\n"}},
		`texts@=[file://value,y]`:      {Texts: []string{"a,b={c}\nd\ne\n", "y"}},
		`blob@=fileb://bytes`:          {Blob: []byte{0xff, 0}},
		`text=file://value`:            {Text: new("file://value")},
		`inner@={text=file://value}`:   {Inner: &sample{Text: new("file://value")}},
		`inner={text@=file://value}`:   {Inner: &sample{Text: new("a,b={c}\nd\ne\n")}},
		`texts@=[file://value],text=b`: {Texts: []string{"a,b={c}\nd\ne\n"}, Text: new("b")},
	} {
		var got sample
		if err := shorthand.Unmarshal(text, &got, read); err != nil {
			t.Errorf("%s: %v", text, err)
		} else if diff := cmp.Diff(want, got, compare); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	for text, kind := range map[string]field.Kind{
		`file://none`: field.Invalid, `file://bytes`: field.Invalid, `text@=file://none`: field.Invalid,
		`text@=fileb://bytes`: field.Invalid, `text@=file://bytes`: field.Invalid,
	} {
		if err := shorthand.Unmarshal(text, &sample{}, read); !errors.Is(err, kind) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`blob@=fileb://none`, `texts@=a,file://none`} {
		if err := shorthand.Unmarshal(text, &sample{}, read); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if err := shorthand.Unmarshal(`file://none`, &sample{}, read); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "file://none") {
		t.Errorf("a missing file is reported as %v", err)
	}
}

func TestFileNamesStayOnTheirLines(t *testing.T) {
	name := "a\n\x1b[31m" + strings.Repeat("x", 1000)
	for _, read := range []shorthand.Option{nil, shorthand.WithFiles(func(name string) ([]byte, error) { return nil, errors.New("no " + name) })} {
		for _, text := range []string{"file://" + name, "fileb://" + name, `text@="file://` + name + `"`} {
			e, ok := errors.AsType[*field.Error](shorthand.Unmarshal(text, &sample{}, read))
			if !ok || !isPrintable(e.Msg) || len(e.Msg) > 1000 {
				t.Errorf("%.20q: %v", text, e)
			}
		}
	}
}

// TestFilesAreBounded holds how large a file may be, and how much of its name and of
// the reason an error shows: 300 bytes.
func TestFilesAreBounded(t *testing.T) {
	for _, n := range []int{shorthand.MaxSize, shorthand.MaxSize + 1} {
		var got sample
		err := shorthand.Unmarshal("text@=file://big", &got, shorthand.WithFiles(func(string) ([]byte, error) { return make([]byte, n), nil }))
		if n <= shorthand.MaxSize && (err != nil || len(*got.Text) != n) {
			t.Errorf("%d bytes: %v", n, err)
		}
		if e, _ := errors.AsType[*field.Error](err); n > shorthand.MaxSize && (e == nil || e.Msg != "file://big has more than 2097152 bytes") {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	for _, n := range []int{300, 301} {
		shown := strings.Repeat("x", 300)
		name, why := shown[:300-len("file://")], shown
		if n > 300 {
			name, why = name+"x", why+"x"
			shown += "..."
		}
		err := shorthand.Unmarshal("file://"+name, &sample{}, shorthand.WithFiles(func(string) ([]byte, error) { return nil, errors.New(why) }))
		e, _ := errors.AsType[*field.Error](err)
		if want := "file://" + strings.TrimPrefix(shown, "xxxxxxx") + " cannot be read: " + shown; e == nil || e.Msg != want {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

// isPrintable reports whether s can neither break a line nor steer a terminal.
func isPrintable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) })
}

func TestUnmarshalList(t *testing.T) {
	tag := func(key, value string) types.Tag { return types.Tag{Key: &key, Value: &value} }
	for _, tt := range []struct {
		name string
		args []string
		want []types.Tag
	}{
		{"none", nil, []types.Tag{}},
		{"shorthand", []string{"key=a,value=1", "key=b,value=2"}, []types.Tag{tag("a", "1"), tag("b", "2")}},
		{"one", []string{"key=a,value=1"}, []types.Tag{tag("a", "1")}},
		{"a JSON list", []string{` [{"key":"a","value":"1"},{"key":"b","value":"2"}]`}, []types.Tag{tag("a", "1"), tag("b", "2")}},
		{"an empty JSON list", []string{`[]`}, []types.Tag{}},
		{"JSON objects", []string{`{"key":"a","value":"1"}`, `{"key":"b","value":"2"}`}, []types.Tag{tag("a", "1"), tag("b", "2")}},
		{"a file", []string{`file://tags`}, []types.Tag{tag("a", "1")}},
		{"two file names are words", []string{`key=a,value=file://tags`, `key=b,value=x`}, []types.Tag{tag("a", "file://tags"), tag("b", "x")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			read := shorthand.WithFiles(func(string) ([]byte, error) { return []byte(`[{"key":"a","value":"1"}]`), nil })
			got, err := shorthand.UnmarshalList[types.Tag](tt.args, read)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, compare); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	for _, tt := range []struct {
		name string
		args []string
		want []finding
		list []types.Tag
	}{
		{"unknown members", []string{"kye=a", "key=b", "vlaue=c"}, []finding{{"[0].kye", field.Unknown}, {"[2].vlaue", field.Unknown}}, []types.Tag{{}, {Key: new("b")}, {}}},
		{"JSON of another kind", []string{`[1,null,{"key":"a"},[]]`}, []finding{{"[0]", field.Invalid}, {"[1]", field.Invalid}, {"[3]", field.Invalid}}, []types.Tag{{}, {}, {Key: new("a")}, {}}},
		{"a list among objects", []string{`{"key":"a"}`, `[]`}, []finding{{"[1]", field.Invalid}}, []types.Tag{{Key: new("a")}, {}}},
		{"a member of another kind", []string{`[{"key":"a","value":1},{"key":"b"}]`}, []finding{{"[0].value", field.Invalid}}, []types.Tag{{Key: new("a")}, {Key: new("b")}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := shorthand.UnmarshalList[types.Tag](tt.args)
			if diff := cmp.Diff(tt.want, findings(err), cmp.AllowUnexported(finding{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(tt.list, got, compare); diff != "" {
				t.Errorf("the list (-want +got):\n%s", diff)
			}
		})
	}
	list, err := shorthand.UnmarshalList[types.Tag]([]string{"bogus=1", "value", "kye=a", "key=b"})
	if diff := cmp.Diff([]types.Tag{{}, {}, {}, {Key: new("b")}}, list, compare); diff != "" {
		t.Errorf("beside a syntax error, the list (-want +got):\n%s", diff)
	}
	want := []finding{{"[0]", field.Unknown}, {"[1]", field.Syntax}, {"[2].kye", field.Unknown}}
	if diff := cmp.Diff(want, findings(err), cmp.AllowUnexported(finding{})); diff != "" || !isSyntaxError(err) {
		t.Errorf("beside a syntax error (-want +got):\n%s\n%v", diff, err)
	}
	for i, line := range strings.Split(err.Error(), "\n") {
		if want := fmt.Sprintf("[%d]", i); !strings.HasPrefix(line, want) {
			t.Errorf("line %d does not begin with %s: the order of the arguments is lost:\n%v", i, want, err)
		}
	}
	for _, first := range []string{"key=a\xff", "\uFFFD\xff", "{\"\xff\":1}"} {
		list, err := shorthand.UnmarshalList[types.Tag]([]string{first, "key=b"})
		if diff := cmp.Diff([]types.Tag{{}, {Key: new("b")}}, list, compare); diff != "" {
			t.Errorf("%q (-want +got):\n%s", first, diff)
		}
		syntax, ok := errors.AsType[*shorthand.SyntaxError](err)
		if diff := cmp.Diff([]finding{{"[0]", field.Syntax}}, findings(err), cmp.AllowUnexported(finding{})); diff != "" || !ok || syntax.Offset != strings.IndexByte(first, '\xff') {
			t.Errorf("%q (-want +got):\n%s\n%v", first, diff, err)
		}
	}
	if _, err := shorthand.UnmarshalList[failing]([]string{"[{}]"}); err == nil || err.Error() != "[0]: cannot be decoded; check the value in the API reference" {
		t.Errorf("elements that cannot be read: %v", err)
	}
	for _, args := range [][]string{{`{"key":"a"}`, "key=b"}, {"key=b", `{"key":"a"}`}, {"key=a,key=b"}, {`["a"`, "b"}} {
		if _, err := shorthand.UnmarshalList[types.Tag](args); !errors.Is(err, field.Syntax) {
			t.Errorf("%q: %v", args, err)
		}
	}
}

func isSyntaxError(err error) bool {
	_, ok := errors.AsType[*shorthand.SyntaxError](err)
	return ok
}

func TestUnmarshalStrings(t *testing.T) {
	read := shorthand.WithFiles(func(string) ([]byte, error) { return []byte(`["x","y"]`), nil })
	for _, tt := range []struct{ args, want []string }{
		{nil, []string{}},
		{[]string{"a=b,c"}, []string{"a=b,c"}},
		{[]string{"a", "", "[b]"}, []string{"a", "", "[b]"}},
		{[]string{` ["a","b"]`}, []string{"a", "b"}},
		{[]string{`[]`}, []string{}},
		{[]string{`file://x`}, []string{"x", "y"}},
		{[]string{`file://x`, `file://y`}, []string{"file://x", "file://y"}},
	} {
		got, err := shorthand.UnmarshalStrings(tt.args, read)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", tt.args, err, diff)
		}
	}
	long := strings.Repeat("x", shorthand.MaxSize+1)
	for _, tt := range []struct {
		args []string
		want []string // what the lines of the error begin with
		list []string
	}{
		{[]string{"a\xff", "b", "\xfe"}, []string{"[0]: expected UTF-8", "[2]: expected UTF-8"}, []string{"", "b", ""}},
		{[]string{"\xff", long, "b", long, "\xff"}, []string{"[0]: expected UTF-8", "[1]: is 2097153 bytes", "[3]: is 2097153 bytes", "[4]: expected UTF-8"}, []string{"", "", "b", "", ""}},
		{[]string{long, long}, []string{"[0]: is 2097153 bytes", "[1]: is 2097153 bytes"}, []string{"", ""}},
		{[]string{"\xff"}, []string{"[0]: expected UTF-8"}, []string{""}},
		{[]string{"[\"\xff\"]"}, []string{"[0]: expected UTF-8"}, []string{""}},
		{[]string{"file://x"}, []string{"[0]: file://x names a file"}, []string{""}},
		{[]string{`["a",1,null]`}, []string{"[1]: must be a string", "[2]: must be a string"}, []string{"a", "", ""}},
		{[]string{`["a"`}, []string{"expected"}, nil},
	} {
		got, err := shorthand.UnmarshalStrings(tt.args)
		lines := strings.Split(fmt.Sprint(err), "\n")
		if len(lines) != len(tt.want) || !reflect.DeepEqual(got, tt.list) {
			t.Fatalf("%.20q: got %q, %v", tt.args, got, err)
		}
		for i, line := range lines {
			if !strings.HasPrefix(line, tt.want[i]) {
				t.Errorf("%.20q, line %d:\ngot  %s\nwant %s", tt.args, i, line, tt.want[i])
			}
		}
	}
}

func TestValueWrapper(t *testing.T) {
	var got wrapper
	for _, text := range []string{"", "a,b", `"x"`, "Value=y", "Value=<y"} {
		if err := shorthand.Unmarshal(text, &got); err != nil {
			t.Errorf("%q: %v", text, err)
		} else if want := strings.TrimPrefix(text, "Value="); got.Value != want {
			t.Errorf("%q: got %q", text, got.Value)
		}
	}
}

// shaped is a structure with any schema, of which all values are texts.
type shaped struct {
	schema *smithy.Schema
	value  string
}

func (s *shaped) Deserialize(d smithy.ShapeDeserializer) error {
	return smithy.ReadStruct(d, s.schema, func(m *smithy.Schema) error { return d.ReadString(m, &s.value) })
}

// TestWhatIsNoValueWrapper reads text without "=" into structures around one value,
// and into others.
func TestWhatIsNoValueWrapper(t *testing.T) {
	structure := func(typ smithy.ShapeType, names ...string) *smithy.Schema {
		s := shape("Wrapper", smithy.ShapeTypeStructure)
		for _, name := range names {
			s.AddMember(name, shape("Member", typ))
		}
		return s
	}
	for _, tt := range []struct {
		name   string
		schema *smithy.Schema
		ok     bool
	}{
		{"a string", structure(smithy.ShapeTypeString, "Value"), true},
		{"an enum", structure(smithy.ShapeTypeEnum, "Value"), true},
		{"a number", structure(smithy.ShapeTypeInteger, "Value"), false},
		{"an enum of numbers", structure(smithy.ShapeTypeIntEnum, "Value"), false},
		{"another name", structure(smithy.ShapeTypeString, "value"), false},
		{"one of two", structure(smithy.ShapeTypeString, "Value", "Other"), false},
		{"nothing", structure(smithy.ShapeTypeString), false},
	} {
		got := shaped{schema: tt.schema}
		if err := shorthand.Unmarshal("=x", &shaped{schema: tt.schema}); !errors.Is(err, field.Unknown) {
			t.Errorf("%s, with an empty key: %v", tt.name, err)
		}
		if err := shorthand.Unmarshal("x", &got); (err == nil) != tt.ok || !tt.ok && !isSyntaxError(err) || tt.ok && got.value != "x" {
			t.Errorf("%s: %q, %v", tt.name, got.value, err)
		}
	}
	if err := shorthand.Unmarshal("x", failing{}); !isSyntaxError(err) {
		t.Errorf("without a schema: %v", err)
	}
}
