package tree_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/internal/wire"
	"pgregory.net/rapid"
)

// decode reads text into dst and describes what does not fit.
func decode(t interface{ Fatalf(string, ...any) }, text string, dst smithy.Deserializable, keepDups bool) string {
	v := tree.New()
	defer v.Free()
	v.KeepDups = keepDups
	if err := tree.ParseJSON(v, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var list []string
	for _, e := range tree.Decode(v, dst) {
		list = append(list, string(e.Path)+" "+string(e.Kind))
	}
	return strings.Join(list, "; ")
}

// TestDecodeWhatTheSDKEncodes draws values of every shape in a request.
func TestDecodeWhatTheSDKEncodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task, volume := new(types.TaskOverride), new(types.TaskVolumeConfiguration)
		sdktest.Draw(t, task)
		sdktest.Draw(t, volume)
		gotTask, gotVolume := new(types.TaskOverride), new(types.TaskVolumeConfiguration)
		for _, found := range []string{
			decode(t, string(wire.Encode(task)), gotTask, true), decode(t, string(wire.Encode(volume)), gotVolume, true),
		} {
			if found != "" {
				t.Fatal(found)
			}
		}
		if diff := sdktest.Diff(task, gotTask) + sdktest.Diff(volume, gotVolume); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// TestDecodeMisfits decodes values of every type that is not the right one, and
// holds what is left of the rest.
func TestDecodeMisfits(t *testing.T) {
	for _, tt := range []struct {
		text string
		dst  interface {
			smithy.Deserializable
			smithy.Serializable
		}
		want, left string
	}{
		{`{"name":5,"cpu":"1","memory":1.5,"memoryReservation":99999999999,"command":{},"environment":5}`, new(types.ContainerOverride), "name invalid; cpu invalid; memory invalid; memoryReservation out-of-range; command invalid; environment invalid", `{}`},
		{`{"cpu":null,"command":["a",null,5,"b"],"environment":[{"name":"A"},[],null]}`, new(types.ContainerOverride), "cpu invalid; command[1] invalid; command[2] invalid; environment[1] invalid; environment[2] invalid", `{"command":["a","","","b"],"environment":[{"name":"A"},{},{}]}`},
		{`{"encrypted":"true","sizeInGiB":true,"iops":3}`, new(types.TaskManagedEBSVolumeConfiguration), "encrypted invalid; sizeInGiB invalid", `{"iops":3}`},
		{`{"resourceRequirements":[{"sharingStrategy":5},{"sharingStrategy":{}},{"sharingStrategy":{"a":1}},{"sharingStrategy":{"nvidiaMps":{"memory":1}}}]}`, new(types.ContainerOverride), "resourceRequirements[0].sharingStrategy invalid; resourceRequirements[1].sharingStrategy required; resourceRequirements[2].sharingStrategy.a unknown", `{"resourceRequirements":[{},{},{},{"sharingStrategy":{"nvidiaMps":{"memory":1}}}]}`},
		{`{"name":"a","name":5,"Name":"b","nmae":"c"}`, new(types.ContainerOverride), "name duplicate; name invalid; Name unknown; nmae unknown", `{}`},
		{`[]`, new(types.ContainerOverride), " invalid", `{}`},
		{`{"createdAt":1.5,"startedAt":"2020-01-01T00:00:00Z","stoppedAt":"yesterday","version":1e3,"attributes":null}`, new(types.Task), "stoppedAt invalid; version invalid; attributes invalid", `{"createdAt":1.5,"startedAt":1577836800}`},
		{`{"dockerLabels":{"a":"b","c":5,"":"d"},"linuxParameters":{"initProcessEnabled":false}}`, new(types.ContainerDefinition), `dockerLabels["c"] invalid`, `{"dockerLabels":{"a":"b","":"d"},"linuxParameters":{"initProcessEnabled":false}}`},
	} {
		got := decode(t, tt.text, tt.dst, true)
		left := strings.ReplaceAll(string(wire.Encode(tt.dst)), `{"":"d","a":"b"}`, `{"a":"b","":"d"}`) // the order of a map is Go's
		if got != tt.want {
			t.Errorf("%s\n got %q\nwant %q", tt.text, got, tt.want)
		}
		if !strings.Contains(left, strings.Trim(tt.left, "{}")) {
			t.Errorf("%s\nleaves %s\nwant   %s", tt.text, left, tt.left)
		}
	}
}

// TestCoerce decodes texts as shorthand has them, without types.
func TestCoerce(t *testing.T) {
	for _, tt := range []struct{ text, want, left string }{
		{`{"cpu":"256","command":"lone","environment":{"name":"A","value":"1"},"memory":" 1_0 "}`, "", `{"command":["lone"],"cpu":256,"environment":[{"name":"A","value":"1"}],"memory":10}`},
		{`{"cpu":"x","memory":"99999999999","command":[["a"]],"environment":"A"}`, "cpu invalid; memory out-of-range; command[0] invalid; environment[0] invalid", `{"command":[""],"environment":[{}]}`},
		{`{"resourceRequirements":{"sharingStrategy":{"nvidiaMps":{"memory":"1"}}}}`, "resourceRequirements[0].sharingStrategy.nvidiaMps.memory invalid", `{"resourceRequirements":[{"sharingStrategy":{"nvidiaMps":{}}}]}`},
		{`{"nmae":"a","hunter2":"b","value":"c"}`, "nmae unknown;  unknown; value unknown", `{}`},
	} {
		v := tree.New()
		if err := tree.ParseJSON(v, tt.text); err != nil {
			t.Fatal(err)
		}
		v.Coerce, v.Text = true, tt.text
		dst := new(types.ContainerOverride)
		var list []string
		for _, e := range tree.Decode(v, dst) {
			list = append(list, string(e.Path)+" "+string(e.Kind))
			if strings.Contains(e.Error(), "hunter2") {
				t.Errorf("%v", e)
			}
		}
		v.Free()
		if got := strings.Join(list, "; "); got != tt.want || string(wire.Encode(dst)) != tt.left {
			t.Errorf("%s\n got %q, %s\nwant %q, %s", tt.text, got, wire.Encode(dst), tt.want, tt.left)
		}
	}
}

func TestWhere(t *testing.T) {
	for _, tt := range []struct {
		text   string
		offset int
		want   string
	}{{"", 0, "column 1"}, {"éa", 2, "column 2"}, {"a\n", 0, "line 1, column 1"}, {"a\né\u00e9b", 6, "line 2, column 3"}} {
		if got := tree.Where(tt.text, tt.offset); got != tt.want {
			t.Errorf("%q at %d: %s, want %s", tt.text, tt.offset, got, tt.want)
		}
	}
}

// TestDecodeTooManyMisfits bounds what is gathered.
func TestDecodeTooManyMisfits(t *testing.T) {
	got := decode(t, `{"command":[1`+strings.Repeat(",1", 5000)+`]}`, new(types.ContainerOverride), false)
	if n := strings.Count(got, ";"); n != 1000 || !strings.HasSuffix(got, "; too-many") && !strings.HasSuffix(got, ";  too-many") {
		t.Errorf("%d misfits, the last %q", n+1, got[len(got)-30:])
	}
}

func TestParseJSONErrors(t *testing.T) {
	for text, offset := range map[string]int{
		"": 0, "{": 1, `{"a"`: 4, `{"a":`: 5, `{"a":1`: 6, `{"a":1,`: 7, `{"a":1,}`: 7, "[1,]": 3, "[1": 2, "[1 2]": 3, "{} x": 3, "nul": 0, "'a'": 0, `"a`: 0,
		"\"a\nb\"": 2, `"\x"`: 2, `"\u12"`: 2, `"\ud800"`: 2, `"\ud800\u0041"`: 2, "-": 0, "01": 1, "1.": 1, "1e": 1, "{a:1}": 1,
		strings.Repeat("[", tree.MaxDepth+1): tree.MaxDepth,
	} {
		v := tree.New()
		err := tree.ParseJSON(v, text)
		if err == nil || err.Offset != offset || err.Expected == "" || err.Actual == "" || err.Error() == "" {
			t.Errorf("%.20q: %v", text, err)
		}
		v.Free()
	}
	for _, text := range []string{"1", "-0.5e+3", "NaN", "-Infinity", `"\u00e9\ud83d\ude00\n"`, " [ ] ", "{}\r\n", strings.Repeat("[", tree.MaxDepth) + strings.Repeat("]", tree.MaxDepth)} {
		v := tree.New()
		if err := tree.ParseJSON(v, text); err != nil {
			t.Errorf("%.20q: %v", text, err)
		}
		v.Free()
	}
}
