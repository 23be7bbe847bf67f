package tree_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/google/go-cmp/cmp"
)

type decoding struct{ text, got, errs string }

func checkDecoding(t *testing.T, coerce bool, rows []decoding) {
	t.Helper()
	for _, tt := range rows {
		var v value
		found := tree.Decode(parse(t, tt.text, coerce), &v)
		if diff := cmp.Diff(tt.got, strings.TrimPrefix(fmt.Sprint(v.members), "map")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.text, diff)
		}
		if diff := cmp.Diff(tt.errs, describe(found)); diff != "" {
			t.Errorf("%s, errors (-want +got):\n%s", tt.text, diff)
		}
		for _, e := range found {
			if e.Severity != field.SeverityError {
				t.Errorf("%s: %v is no error", tt.text, e)
			}
			if e.Hint == "" {
				t.Errorf("%s: %v does not say what to write", tt.text, e)
			}
		}
	}
}

// TestDecode reads typed values. What does not fit leaves no trace.
func TestDecode(t *testing.T) {
	checkDecoding(t, false, []decoding{
		{`{}`, `[]`, ``},
		{`{"text": "a", "enum": "A", "blob": "aGk=", "bool": true}`, `[blob:[104 105] bool:true enum:A text:a]`, ``},
		{`{"bool": false, "blob": " a Gk\n= "}`, `[blob:[104 105] bool:false]`, ``},
		{`{"byte": -128, "short": 32767, "int": -2147483648, "intEnum": 1, "long": 9223372036854775807}`, `[byte:-128 int:-2147483648 intEnum:1 long:9223372036854775807 short:32767]`, ``},
		{`{"float": 1.5, "double": -1e3, "big": 123456789012345678901, "exact": 1.25}`, `[big:123456789012345678901 double:-1000 exact:1.25 float:1.5]`, ``},
		{`{"big": "12", "exact": "1e3"}`, `[big:12 exact:1000]`, ``},
		{`{"double": NaN, "float": -Infinity}`, `[double:NaN float:-Inf]`, ``},
		{`{"double": Infinity}`, `[double:+Inf]`, ``},
		{`{"time": 1.5}`, `[time:1970-01-01T00:00:01.5Z]`, ``},
		{`{"time": "2024-02-29T12:00:00+01:00"}`, `[time:2024-02-29T11:00:00Z]`, ``},
		{`{"time": 253402300799}`, `[time:9999-12-31T23:59:59Z]`, ``},
		{`{"texts": ["a", ""], "longs": [], "set": [true]}`, `[longs:[] set:[true] texts:[a ]]`, ``},
		{`{"attrs": {"a": "b", "": ""}, "flags": {}, "named": {"x": {"text": "y"}}}`, `[attrs:map[: a:b] flags:map[] named:map[x:map[text:y]]]`, ``},
		{`{"inner": {"inner": {}}, "inners": [{"int": 1}, {}]}`, `[inner:map[inner:map[]] inners:[map[int:1] map[]]]`, ``},
		{`{"choice": {"inner": {"choice": {"text": "a"}}}, "text": "b"}`, `[choice:map[inner:map[choice:map[text:a]]] text:b]`, ``},
		{`{"choice": {"choice": {"choice": {"time": 0}}}, "int": 1}`, `[choice:map[choice:map[choice:map[time:1970-01-01T00:00:00Z]]] int:1]`, ``},
		{`{"choices": [{"bool": true}, {"long": 1}, {"blob": ""}, {"texts": []}, {"attrs": {}}, {"text": ""}]}`, `[choices:[map[bool:true] map[long:1] map[blob:[]] map[texts:[]] map[attrs:map[]] map[text:]]]`, ``},
		{`{"choices": [{"double": 1.5}, {"big": 1}, {"exact": 1}, {"inner": {}}, {"choice": {"big": 2}}]}`, `[choices:[map[double:1.5] map[big:1] map[exact:1] map[inner:map[]] map[choice:map[big:2]]]]`, ``},
		{`{"choices": [{"double": "1"}, {"big": "x"}, {"exact": "x"}, {"time": "x"}, {"text": "a"}]}`, `[choices:[map[double:0] map[big:0] map[exact:0] map[time:0001-01-01T00:00:00Z] map[text:a]]]`,
			"choices[0].double: \"1\" must be a number, not a string [invalid] write a number, without quotes\nchoices[1].big: \"x\" is not a whole number [invalid] write it without a unit or a fraction\nchoices[2].exact: \"x\" is not a number [invalid] write it without a unit\n" +
				"choices[3].time: \"x\" is not a timestamp [invalid] write 2006-01-02T15:04:05Z, or seconds since 1970"},

		{`[]`, `[]`, `must be a structure, not a list [invalid] write the object without the list around it`},
		{`{"text": 1, "enum": true, "int": 2}`, `[int:2]`, "text: must be a string, not a number [invalid] put the value in double quotes\nenum: must be a string, not a boolean [invalid] put the value in double quotes"},
		{`{"text": [], "enum": {}, "int": 2}`, `[int:2]`, "text: must be a string, not a list [invalid] write one text, in double quotes\nenum: must be a string, not an object [invalid] write one text, in double quotes"},
		{`{"blob": "a", "blob": 1, "bool": "true", "bool": 1}`, `[]`, "blob: is given twice in one object [duplicate] keep one of them\nblob: must be base64 text, not a number [invalid] write the bytes in base64\n" +
			"bool: is given twice in one object [duplicate] keep one of them\nbool: must be a boolean, not a number [invalid] write true or false"},
		{`{"blob": "a"}`, `[]`, "blob: is not base64 [invalid] encode the bytes in base64, or read them from a file with fileb://"},
		{`{"bool": "true"}`, `[]`, "bool: \"true\" must be a boolean, not a string [invalid] write true or false, without quotes"},
		{`{"byte": 128, "short": -32769}`, `[]`, "byte: \"128\" is out of range [out-of-range] use -128 to 127\nshort: \"-32769\" is out of range [out-of-range] use -32768 to 32767"},
		{`{"int": 2147483648, "long": -9223372036854775809}`, `[]`, "int: \"2147483648\" is out of range [out-of-range] use -2147483648 to 2147483647\n" +
			"long: \"-9223372036854775809\" is out of range [out-of-range] use -9223372036854775808 to 9223372036854775807"},
		{`{"int": 1.0, "intEnum": "1", "long": 1e2, "byte": {}}`, `[]`, "int: \"1.0\" is not a whole number [invalid] write it without a unit or a fraction\nintEnum: \"1\" must be an integer, not a string [invalid] write a whole number, without quotes\n" +
			"long: \"1e2\" is not a whole number [invalid] write it without a unit or a fraction\nbyte: must be an integer, not an object [invalid] write a whole number"},
		{`{"float": "1", "double": [], "big": 1.5, "exact": true}`, `[]`, "float: \"1\" must be a number, not a string [invalid] write a number, without quotes\ndouble: must be a number, not a list [invalid] write a number\n" +
			"big: \"1.5\" is not a whole number [invalid] write it without a unit or a fraction\nexact: must be a number, not a boolean [invalid] write a number"},
		{`{"big": [], "exact": "x", "time": true}`, `[]`, "big: must be an integer, not a list [invalid] write a whole number\nexact: \"x\" is not a number [invalid] write it without a unit\ntime: must be a timestamp, not a boolean [invalid] write 2006-01-02T15:04:05Z, or seconds since 1970"},
		{`{"time": 253402300800}`, `[]`, `time: "253402300800" is not a timestamp [invalid] write 2006-01-02T15:04:05Z, or seconds since 1970`},
		{`{"time": "` + strings.Repeat("é", 70) + `"}`, `[]`, `time: "` + strings.Repeat("é", 60) + `"... is not a timestamp [invalid] write 2006-01-02T15:04:05Z, or seconds since 1970`},
		{`{"time": "` + strings.Repeat("x", 120) + `"}`, `[]`, `time: "` + strings.Repeat("x", 120) + `" is not a timestamp [invalid] write 2006-01-02T15:04:05Z, or seconds since 1970`},
		{`{"time": "` + strings.Repeat("x", 121) + `"}`, `[]`, `time: "` + strings.Repeat("x", 120) + `"... is not a timestamp [invalid] write 2006-01-02T15:04:05Z, or seconds since 1970`},
		{`{"enum": 1, "set": {}}`, `[]`, "enum: must be a string, not a number [invalid] put the value in double quotes\nset: must be a list, not an object [invalid] put it in brackets, [...], even if it is the only element"},
		{`{"set": "a"}`, `[]`, "set: must be a list, not a string [invalid] put it in brackets, [...], even if it is the only element"},
		{`{"texts": "a", "longs": {}, "inner": "a", "attrs": [], "int": 2}`, `[int:2]`, "texts: must be a list, not a string [invalid] put it in brackets, [...], even if it is the only element\nlongs: must be a list, not an object [invalid] put it in brackets, [...], even if it is the only element\n" +
			"inner: must be a structure, not a string [invalid] write an object, {...}\nattrs: must be a map, not a list [invalid] write an object, {...}"},
		{`{"text": null, "inner": null, "texts": null, "attrs": null, "choice": null, "int": 2}`, `[int:2]`, "text: must not be null [invalid] leave the member out\ninner: must not be null [invalid] leave the member out\n" +
			"texts: must not be null [invalid] leave the member out\nattrs: must not be null [invalid] leave the member out\nchoice: must not be null [invalid] leave the member out"},

		{`{"texts": ["a", 1, null, "b"], "longs": [1, "2", 3]}`, `[longs:[1 0 3] texts:[a  <nil> b]]`, "texts[1]: must be a string, not a number [invalid] put the value in double quotes\n" +
			"texts[2]: must not be null [invalid] leave the member out\nlongs[1]: \"2\" must be an integer, not a string [invalid] write a whole number, without quotes"},
		{`{"inners": [1, {"text": 1, "int": 2}, [], {"int": 3}]}`, `[inners:[map[] map[int:2] map[] map[int:3]]]`, "inners[0]: must be a structure, not a number [invalid] write an object, {...}\n" +
			"inners[1].text: must be a string, not a number [invalid] put the value in double quotes\ninners[2]: must be a structure, not a list [invalid] write the object without the list around it"},
		{`{"attrs": {"a": 1, "b": null, "c": "d"}, "flags": {"x.y": "true"}, "named": {"a": [], "b": {"text": 1}}}`, `[attrs:map[b:<nil> c:d] flags:map[] named:map[b:map[]]]`,
			"attrs[\"a\"]: must be a string, not a number [invalid] put the value in double quotes\nattrs[\"b\"]: must not be null [invalid] leave the member out\n" +
				"flags[\"x.y\"]: \"true\" must be a boolean, not a string [invalid] write true or false, without quotes\nnamed[\"a\"]: must be a structure, not a list [invalid] write the object without the list around it\n" +
				"named[\"b\"].text: must be a string, not a number [invalid] put the value in double quotes"},

		{`{"choice": [], "int": 2}`, `[int:2]`, "choice: must be a structure with one member, not a list [invalid] write an object with one member, {...}"},
		{`{"choice": {}, "int": 2}`, `[choice:map[] int:2]`, "choice: must have one of its members [required] set one of attrs, big, blob, bool, choice, doc, double, exact, inner, long, selection, text, texts, time"},
		{`{"choice": {"text": "a", "long": 1}, "int": 2}`, `[choice:map[] int:2]`, "choice: can have only one of its members [conflict] set one of attrs, big, blob, bool, choice, doc, double, exact, inner, long, selection, text, texts, time"},
		{`{"choice": {"text": "a", "text": "b"}, "int": 2}`, `[choice:map[text:b] int:2]`, "choice.text: is given twice in one object [duplicate] keep one of them"},
		{`{"choice": {"texd": 1}, "int": 2}`, `[choice:map[] int:2]`, "choice.texd: is not a member of Choice [unknown] did you mean text?"},
		{`{"choice": {"text": 1}, "int": 2}`, `[choice:map[text:] int:2]`, "choice.text: must be a string, not a number [invalid] put the value in double quotes"},
		{`{"choice": {"inner": null}, "int": 2}`, `[choice:map[inner:map[]] int:2]`, "choice.inner: must be a structure, not null [invalid] write an object, {...}"},
		{`{"choice": {"choice": {"text": 1}}, "int": 2}`, `[choice:map[choice:map[text:]] int:2]`, "choice.choice.text: must be a string, not a number [invalid] put the value in double quotes"},
		{`{"choice": {"choice": {}}, "int": 2}`, `[choice:map[choice:map[]] int:2]`, "choice.choice: must have one of its members [required] set one of attrs, big, blob, bool, choice, doc, double, exact, inner, long, selection, text, texts, time"},
		{`{"choice": {"choice": []}, "int": 2}`, `[choice:map[choice:map[]] int:2]`, "choice.choice: must be a structure with one member, not a list [invalid] write an object with one member, {...}"},
		{`{"choices": [1, {"time": true}, {"long": []}, {"bool": 1}, {"blob": 1}, {"attrs": 1}, {"texts": 1}], "int": 2}`,
			`[choices:[map[] map[time:0001-01-01T00:00:00Z] map[long:0] map[bool:false] map[blob:[]] map[attrs:map[]] map[texts:[]]] int:2]`,
			"choices[0]: must be a structure with one member, not a number [invalid] write an object with one member, {...}\nchoices[1].time: must be a timestamp, not a boolean [invalid] write 2006-01-02T15:04:05Z, or seconds since 1970\nchoices[2].long: must be an integer, not a list [invalid] write a whole number\n" +
				"choices[3].bool: must be a boolean, not a number [invalid] write true or false\nchoices[4].blob: must be base64 text, not a number [invalid] write the bytes in base64\nchoices[5].attrs: must be a map, not a number [invalid] write an object, {...}\n" +
				"choices[6].texts: must be a list, not a number [invalid] put it in brackets, [...], even if it is the only element"},

		{`{"int": 1, "int": 2, "int": 3}`, `[int:3]`, "int: is given twice in one object [duplicate] keep one of them\nint: is given twice in one object [duplicate] keep one of them"},
		{`{"attrs": {"a": "b", "a": "c"}}`, `[attrs:map[a:c]]`, "attrs[\"a\"]: is given twice in one object [duplicate] keep one of them"},
		{`{"inner": {"text": 1, "int": 5}, "inner": {"texts": []}}`, `[inner:map[texts:[]]]`, "inner: is given twice in one object [duplicate] keep one of them"},
		{`{"tetx": 1, "bogus": 1, "` + strings.Repeat("x", 101) + `": 1, "int": 2}`, `[int:2]`,
			"tetx: is not a member of Sample [unknown] did you mean text?\nbogus: is not a member of Sample [unknown] the members are " + members + "\n" +
				`["` + strings.Repeat("x", 100) + `..."]: is not a member of Sample [unknown] the members are ` + members},
	})
}

const members = "attrs, big, blob, bool, byte, choice, choices, doc, double, enum, exact, flags, float, inner, inners, int, intEnum, long, longs, named, set, short, text, texts, time"

// TestDecodeTexts reads texts where other types are asked for, as shorthand has
// them.
func TestDecodeTexts(t *testing.T) {
	const lone = "write the list in brackets, [...]: texts are converted only there"
	checkDecoding(t, true, []decoding{
		{`{"int": "1", "long": " +1_0 ", "double": "1e3", "float": "inf", "bool": "True", "time": "5"}`, `[bool:true double:1000 float:+Inf int:1 long:10 time:1970-01-01T00:00:05Z]`, ``},
		{`{"bool": "FALSE", "int": 1, "double": 2, "text": "3"}`, `[bool:false double:2 int:1 text:3]`, ``},
		{`{"texts": "a", "longs": ["1"], "inners": {"text": "a", "texts": ["b"]}}`, `[inners:[map[text:a texts:[b]]] longs:[1] texts:[a]]`, ``},
		{`{"inners": [{"int": "1"}], "int": "2"}`, `[inners:[map[int:1]] int:2]`, ``},

		{`{"choice": {"bool": "true"}, "int": "2"}`, `[choice:map[bool:true] int:2]`, ``},

		{`{"text": "a", "text": "b", "int": "1"}`, `[int:1 text:b]`, "text: is given twice in one object [duplicate] keep one of them"},
		{`{"bool": 5, "int": true, "double": [], "inner": ["a"]}`, `[]`, "bool: must be a boolean, not a number [invalid] write true or false\nint: must be an integer, not a boolean [invalid] write a whole number\n" +
			"double: must be a number, not a list [invalid] write a number\ninner: must be a structure, not a list [invalid] write the object without the list around it"},
		{`{"inners": {"inner": "a", "texts": {}}}`, `[inners:[map[]]]`, "inners[0].inner: must be a structure, not a string [invalid] write {member=value,...}\n" +
			"inners[0].texts: must be a list, not an object [invalid] put it in brackets, [...], even if it is the only element"},
		{`{"choice": {"texts": null}, "texts": true}`, `[choice:map[texts:[]] texts:[]]`, "choice.texts: must be a list, not null [invalid] write a list, [...]\n" +
			"texts[0]: must be a string, not a boolean [invalid] put the value in double quotes"},
		{`{"int": "1:", "long": "9x", "byte": "300"}`, `[]`, "int: \"1:\" is not a whole number [invalid] write it without a unit or a fraction\nlong: \"9x\" is not a whole number [invalid] write it without a unit or a fraction\nbyte: \"300\" is out of range [out-of-range] use -128 to 127"},
		{`{"int": "", "double": "one", "bool": "yes"}`, `[]`, "int: \"\" is not a whole number [invalid] write it without a unit or a fraction\ndouble: \"one\" is not a number [invalid] write it without a unit\nbool: \"yes\" is not a boolean [invalid] write true or false"},
		{`{"longs": "1", "set": "true", "int": "2"}`, `[int:2 longs:[0] set:[false]]`, "longs[0]: must be an integer, not a string [invalid] " + lone + "\nset[0]: must be a boolean, not a string [invalid] " + lone},
		{`{"inners": {"int": "1", "bool": "true", "double": "1", "texts": "a", "text": "b"}, "int": "2"}`, `[inners:[map[text:b]] int:2]`, "inners[0].int: must be an integer, not a string [invalid] " + lone +
			"\ninners[0].bool: must be a boolean, not a string [invalid] " + lone + "\ninners[0].double: must be a number, not a string [invalid] " + lone + "\ninners[0].texts: must be a list, not a string [invalid] " + lone},
		{`{"inner": "a", "attrs": "a", "choice": "a", "texts": null}`, `[]`, "inner: must be a structure, not a string [invalid] write {member=value,...}\nattrs: must be a map, not a string [invalid] write an object, {...}\n" +
			"choice: must be a structure with one member, not a string [invalid] write an object with one member, {...}\ntexts: must not be null [invalid] leave the member out"},
		{`{"doc": "a", "choice": {"doc": "a"}, "int": "2"}`, `[choice:map[doc:<nil>] int:2]`, "doc: is a document, which cannot be written in shorthand [unsupported] write the whole argument in JSON\n" +
			"choice.doc: is a document, which cannot be written in shorthand [unsupported] write the whole argument in JSON"},

		// A comma in a value makes a name of what follows, which may be a secret.
		{`{"attrs": {"a": "b", "a": "c"}, "inner": {"hunter2": "a", "hunter2": "b"}}`, `[attrs:map[a:c] inner:map[]]`, "attrs[\"a\"]: is given twice in one object [duplicate] keep one of them\n" +
			"inner: has a member that Sample does not have, at column 59 [unknown] put a value that has a comma in quotes; the members are " + members},
		{`{"hunter2": "a", "hunter3": "b"}`, `[]`, "has a member that Sample does not have, at column 2 [unknown] the members are " + members +
			"\nhas a member that Sample does not have, at column 18 [unknown] put a value that has a comma in quotes; the members are " + members},
		{"{\"inner\": {\"hunter2\": 1},\n \"selection\": 2}", `[inner:map[]]`, "inner: has a member that Sample does not have, at line 1, column 12 [unknown] the members are " + members +
			"\nselection: is not a member of Sample [unknown] the members are " + members},
		{"{\n\"hunter2\": \"a\", \n \"hunter3\": 1,\n\"texst\": 1, \"member\": 2}", `[]`, "has a member that Sample does not have, at line 2, column 1 [unknown] the members are " + members +
			"\nhas a member that Sample does not have, at line 3, column 2 [unknown] put a value that has a comma in quotes; the members are " + members +
			"\ntexst: is not a member of Sample [unknown] did you mean text?\nhas a member that Sample does not have, at line 4, column 13 [unknown] put a value that has a comma in quotes; the members are " + members},
	})
}

// TestDecodeBytes reads the content of a file where a text is asked for, and
// where bytes are.
func TestDecodeBytes(t *testing.T) {
	tr := parse(t, `{"blob": "\u0001", "text": "a"}`, true)
	for i := range tr.Children(0) {
		tr.Node(i).Kind = tree.Bytes
	}
	var v value
	found := tree.Decode(tr, &v)
	if got := fmt.Sprint(v.members); got != "map[blob:[1]]" || describe(found) != "text: must be a string, not the bytes of a file [invalid] read text with file://" {
		t.Errorf("%s\n%s", got, describe(found))
	}

	tr = parse(t, `{"doc": "a", "enum": "a", "texts": "a", "set": "a", "choice": {"blob": "b"}, "int": 1}`, false)
	for i, n := range tr.Nodes() {
		if n.Kind == tree.String {
			tr.Node(int32(i)).Kind = tree.Bytes
		}
	}
	v = value{}
	found = tree.Decode(tr, &v)
	if got := fmt.Sprint(v.members); got != "map[choice:map[blob:[98]] doc:a int:1]" ||
		describe(found) != "enum: must be a string, not the bytes of a file [invalid] read text with file://\n"+
			"texts: must be a list, not the bytes of a file [invalid] put it in brackets, [...], even if it is the only element\nset: must be a list, not the bytes of a file [invalid] put it in brackets, [...], even if it is the only element" {
		t.Errorf("%s\n%s", got, describe(found))
	}
}

// TestNullMembers leaves out each member that is null, except a document.
func TestNullMembers(t *testing.T) {
	for name := range sample.Members() {
		var v value
		found := tree.Decode(parse(t, `{"`+name+`": null}`, false), &v)
		want, left := name+": must not be null [invalid] leave the member out", 0
		if name == "doc" {
			want, left = "", 1
		}
		if describe(found) != want || len(v.members) != left {
			t.Errorf("%s: %v, %s", name, v.members, describe(found))
		}
	}
}

// TestSilentDuplicates reads repeated keys as Python does: the last value
// counts, without a finding.
func TestSilentDuplicates(t *testing.T) {
	for _, n := range []int{0, 20} {
		var many strings.Builder
		for i := range n {
			fmt.Fprintf(&many, `"k%d": "", `, i)
		}
		for _, text := range []string{`{"attrs": {"a": "1", ` + many.String() + `"a": 2, "b": "x", "a": "3"}, "int": "no", "int": 4}`} {
			tr := parse(t, text, false)
			tr.KeepDups = false
			var v value
			if found := tree.Decode(tr, &v); found != nil {
				t.Error(found)
			}
			attrs := v.members["attrs"].(map[string]any)
			if attrs["a"] != "3" || len(attrs) != n+2 || v.members["int"] != int32(4) {
				t.Errorf("%s: %v", text, v.members)
			}
		}
	}
}

func TestTimes(t *testing.T) {
	for _, text := range []string{
		"2024-02-29T11:30:00Z", "2024-02-29T12:30:00.000+01:00", "2024-02-29T12:30:00.000+0100", "2024-02-29T12:30+01:00", "2024-02-29T12:30+0100",
		"20240229T113000Z", "20240229T123000+0100", "2024-02-29 12:30:00+01:00", "Thu, 29 Feb 2024 11:30:00 UTC", "Thu, 29 Feb 2024 12:30:00 +0100", "1709206200",
	} {
		checkDecoding(t, false, []decoding{{`{"time": "` + text + `"}`, `[time:2024-02-29T11:30:00Z]`, ``}})
	}
	local := time.Date(2024, 2, 29, 11, 30, 0, 0, time.Local).UTC().Format(time.RFC3339)
	for _, text := range []string{"2024-02-29T11:30:00", "2024-02-29T11:30", "20240229T113000", "2024-02-29 11:30:00", "2024-02-29 11:30"} {
		checkDecoding(t, false, []decoding{{`{"time": "` + text + `"}`, `[time:` + local + `]`, ``}})
	}
	midnight := time.Date(2024, 2, 29, 0, 0, 0, 0, time.Local).UTC().Format(time.RFC3339)
	checkDecoding(t, false, []decoding{{`{"time": "2024-02-29"}`, `[time:` + midnight + `]`, ``}})
}

func TestDocuments(t *testing.T) {
	var v value
	tr := parse(t, `{"doc": {"a": [null, true, false, 1.5, "x", {}], "b": 1, "b": 2}, "choice": {"doc": null}}`, false)
	if found := tree.Decode(tr, &v); found != nil {
		t.Fatal(found)
	}
	want := document.Map{
		"a": document.List{document.Null{}, document.Boolean(true), document.Boolean(false), document.Number("1.5"), document.String("x"), document.Map{}},
		"b": document.Number("2"),
	}
	if diff := cmp.Diff(document.Value(want), v.members["doc"].(document.Value)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := v.members["choice"]; fmt.Sprintf("%T", got.(map[string]any)["doc"]) != "document.Null" {
		t.Errorf("%#v", got)
	}
}

func TestUnknownMembersNameTheLikelyOne(t *testing.T) {
	found := tree.Decode(parse(t, `{"inner": {"tetx": 1}, "TEXT": 1, "bogus": 1}`, false), &value{})
	var related [][]field.Path
	for _, e := range found {
		related = append(related, e.Related)
	}
	if diff := cmp.Diff([][]field.Path{{"inner.text"}, {"text"}, nil}, related); diff != "" {
		t.Errorf("related (-want +got):\n%s", diff)
	}
}

func TestMistakesAreCapped(t *testing.T) {
	var unknown strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&unknown, `"bogus%d": 1,`, i)
	}
	for _, text := range []string{
		`{"texts": [` + strings.Repeat("1,", 2000) + `1]}`, `{` + strings.Repeat(`"bogus": 1,`, 2000) + `"int": 1}`, `{` + unknown.String() + `"int": 1}`,
	} {
		found := tree.Decode(parse(t, text, false), &value{})
		if last := found[len(found)-1]; len(found) != 1001 || last.Path != "" || last.Kind != field.TooMany {
			t.Errorf("%d mistakes, the last is %v", len(found), last)
		}
		for _, e := range found[:1000] {
			if e.Kind != found[0].Kind || e.Msg == "" {
				t.Errorf("%v is among the mistakes", e)
			}
		}
	}
}

type failing struct{ error }

func (f failing) Deserialize(smithy.ShapeDeserializer) error { return f.error }

// readFunc is a type that reads itself by a function.
type readFunc func(smithy.ShapeDeserializer) error

func (f readFunc) Deserialize(d smithy.ShapeDeserializer) error { return f(d) }

func TestErrorsOfTypesAreKept(t *testing.T) {
	cause := errors.New("a cause")
	found := tree.Decode(parse(t, `{}`, false), failing{cause})
	if describe(found) != "cannot be decoded [invalid] check the value in the API reference" || !errors.Is(found.Err(), cause) {
		t.Error(found)
	}
	for name, f := range map[string]readFunc{
		"before the first member": func(d smithy.ShapeDeserializer) error { return errors.Join(d.ReadStruct(sample), cause) },
		"after the last member": func(d smithy.ShapeDeserializer) error {
			return errors.Join(smithy.ReadStruct(d, sample, func(s *smithy.Schema) error { return d.ReadString(s, new(string)) }), cause)
		},
	} {
		if found := tree.Decode(parse(t, `{"text": "a"}`, false), f); describe(found) != "cannot be decoded [invalid] check the value in the API reference" {
			t.Errorf("%s: %s", name, describe(found))
		}
	}
	found = tree.DecodeList(parse(t, `[1, 2]`, false), func(smithy.ShapeDeserializer) error { return cause })
	if describe(found) != "[0]: cannot be decoded [invalid] check the value in the API reference" {
		t.Error(found)
	}
}

func TestDecodeList(t *testing.T) {
	var got []string
	found := tree.DecodeList(parse(t, `["a", 1, null, "b"]`, false), func(d smithy.ShapeDeserializer) error {
		var s string
		err := d.ReadString(nil, &s)
		got = append(got, s)
		return err
	})
	if diff := cmp.Diff([]string{"a", "", "", "b"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if describe(found) != "[1]: must be a string, not a number [invalid] put the value in double quotes\n[2]: must be a string, not null [invalid] write one text, in double quotes" {
		t.Error(describe(found))
	}
	if found := tree.DecodeList(parse(t, `{}`, false), nil); describe(found) != "must be a list, not an object [invalid] put it in brackets, [...], even if it is the only element" {
		t.Error(describe(found))
	}
}

// TestUnionAtTheRoot reads a union that is no member, and one of which the member is
// null.
func TestUnionAtTheRoot(t *testing.T) {
	for text, want := range map[string]string{
		`{"text": "a"}`:  "text a false",
		`{"text": null}`: "text  true text: must not be null [invalid] leave the member out",
		`{}`:             "must have one of its members [required] set one of attrs, big, blob, bool, choice, doc, double, exact, inner, long, selection, text, texts, time",
	} {
		var got []string
		found := tree.Decode(parse(t, text, false), readFunc(func(d smithy.ShapeDeserializer) error {
			return smithy.ReadUnion(d, sample.Member("choice"), func(s *smithy.Schema) error {
				var v string
				null, err := d.ReadNil(s)
				if !null && err == nil {
					err = d.ReadString(s, &v)
				}
				got = append(got, s.MemberName(), v, fmt.Sprint(null))
				return err
			})
		}))
		if found != nil {
			got = append(got, describe(found))
		}
		if line := strings.Join(got, " "); line != want {
			t.Errorf("%s: %s, want %s", text, line, want)
		}
	}
}

// TestReadingTooMuch asks for members, elements and keys of what is none of these.
func TestReadingTooMuch(t *testing.T) {
	found := tree.Decode(parse(t, `{"text": "a"}`, false), readFunc(func(d smithy.ShapeDeserializer) error {
		if s, err := d.ReadStructMember(); s != nil || err != nil {
			t.Errorf("a member: %v, %v", s, err)
		}
		if more, err := d.ReadListItem(nil); more || err != nil {
			t.Errorf("an element: %t, %v", more, err)
		}
		if key, more, err := d.ReadMapKey(nil); key != "" || more || err != nil {
			t.Errorf("a key: %q, %t, %v", key, more, err)
		}
		return nil
	}))
	if found != nil {
		t.Error(found)
	}
}

// TestReadersSetZero reads into variables that hold something, as generated code
// does for the elements of a list.
func TestReadersSetZero(t *testing.T) {
	elements := 0
	tree.DecodeList(parse(t, `[{}, {}, {}, "x", {}, {}, {}, "12x"]`, false), func(d smithy.ShapeDeserializer) error {
		text, n, f, ok, blob, whole, exact, at := "old", int32(1), 1.5, true, []byte("old"), big.NewInt(1), big.NewFloat(1), time.Now()
		for _, err := range []error{
			d.ReadInt32(nil, &n), d.ReadFloat64(nil, &f), d.ReadBool(nil, &ok), d.ReadBlob(nil, &blob), d.ReadBigInt(nil, whole), d.ReadBigFloat(nil, exact), d.ReadTime(nil, &at),
		} {
			if err != nil {
				t.Error(err)
			}
		}
		if n != 0 || f != 0 || ok || blob != nil || whole.Sign() != 0 || exact.Sign() != 0 || !at.IsZero() {
			t.Errorf("%v %v %v %v %v %v %v", n, f, ok, blob, whole, exact, at)
		}
		elements++
		return d.ReadString(nil, &text)
	})
	if elements != 8 {
		t.Errorf("%d elements", elements)
	}
}

func TestSchemas(t *testing.T) {
	if tree.SchemaOf(&value{}) != sample || tree.SchemaOf(failing{}) != nil {
		t.Error("SchemaOf returns another schema")
	}
	names := tree.Names(sample)
	for name, want := range map[string]bool{"text": true, "inners": true, "choice": true, "member": false, "key": false, "value": false, "x": false} {
		if names[name] != want {
			t.Errorf("%s is a name: %t", name, names[name])
		}
	}
	if len(tree.Names(nil)) != 0 {
		t.Error("no schema has names")
	}
}
