package netconfig_test

import (
	"encoding/json"
	"flag"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/netconfig"
	"pgregory.net/rapid"
)

func TestString(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config netconfig.Config
		want   string
	}{
		{"the zero Config", netconfig.Config{}, ""},
		{"no awsvpcConfiguration has no shorthand", netconfig.From(&types.NetworkConfiguration{}), "{}"},
		{"an empty awsvpcConfiguration", netconfig.New(), "awsvpcConfiguration={}"},
		{"empty lists", netconfig.From(awsvpc(types.AwsVpcConfiguration{Subnets: []string{}})), "awsvpcConfiguration={subnets=[]}"},
		{
			"every member", netconfig.New("subnet-1", "subnet-2").WithSecurityGroups("sg-1").WithPublicIP(false),
			"awsvpcConfiguration={assignPublicIp=DISABLED,securityGroups=[sg-1],subnets=[subnet-1,subnet-2]}",
		},
		{"quotes where they are needed", netconfig.New("a,b", "", "c]"), `awsvpcConfiguration={subnets=["a,b","","c]"]}`},
		{"not UTF-8", netconfig.New("\xff"), "(shorthand: a text that is not UTF-8 cannot be written)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.config.String(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			_, err := tt.config.MarshalText()
			if wantErr := tt.want != "" && tt.want[0] == '('; (err != nil) != wantErr {
				t.Errorf("MarshalText: %v", err)
			}
		})
	}
}

func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := new(types.NetworkConfiguration)
		if sdktest.Draw(t, want); rapid.Bool().Draw(t, "nil") {
			want = nil
		}
		text, err := netconfig.From(want).MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got netconfig.Config
		if err := got.UnmarshalText(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := sdktest.Diff(want, got.Unchecked()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", text, diff)
		}
	})
}

func TestFlag(t *testing.T) {
	const text = "awsvpcConfiguration={subnets=[subnet-1]}"
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	var c netconfig.Config
	fs.TextVar(&c, "network", netconfig.New("subnet-0"), "the `network`")
	if got := fs.Lookup("network").DefValue; got != "awsvpcConfiguration={subnets=[subnet-0]}" {
		t.Errorf("default: %s", got)
	}
	if err := fs.Parse([]string{"-network", text}); err != nil || c.String() != text {
		t.Errorf("parsed %s, %v", c, err)
	}
	if err := fs.Parse([]string{"-network", "subnet-1"}); err == nil {
		t.Error("a wrong value was taken")
	}
	fs.PrintDefaults()
}

func TestJSONMember(t *testing.T) {
	type settings struct {
		Network netconfig.Config  `json:"network,omitzero"`
		Other   *netconfig.Config `json:"other,omitempty"`
	}
	for _, text := range []string{
		`{}`,
		`{"network":"awsvpcConfiguration={subnets=[subnet-1]}"}`,
		`{"network":"{}","other":""}`,
	} {
		var s settings
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got, err := json.Marshal(s); string(got) != text || err != nil {
			t.Errorf("%s became %s, %v", text, got, err)
		}
	}
	s := settings{Network: netconfig.New("subnet-1")}
	if err := json.Unmarshal([]byte(`{"network":"subnet-1"}`), &s); err == nil || s.Network.String() != "awsvpcConfiguration={subnets=[subnet-1]}" {
		t.Errorf("after a failure: %v, %v", s.Network, err)
	}
	if err := json.Unmarshal([]byte(`{"network":"{\"awsvpcConfiguration\":{\"subnets\":[\"subnet-2\"]}}"}`), &s); err != nil || s.Network.String() != "awsvpcConfiguration={subnets=[subnet-2]}" {
		t.Errorf("JSON in a text: %v, %v", s.Network, err)
	}
}

func TestJSONForms(t *testing.T) {
	want := netconfig.New("subnet-1")
	for _, text := range []string{
		`{"n":"awsvpcConfiguration={subnets=[subnet-1]}"}`,
		`{"n":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}}`,
	} {
		var config struct{ N netconfig.Config }
		if err := json.Unmarshal([]byte(text), &config); err != nil || config.N.String() != want.String() {
			t.Errorf("%s: %v, %v", text, config.N, err)
		}
	}
	config := struct{ N netconfig.Config }{want}
	if err := json.Unmarshal([]byte(`{"n":null}`), &config); err != nil || config.N != (netconfig.Config{}) {
		t.Errorf("null gives %v, %v", config.N, err)
	}
	config.N = want
	if err := json.Unmarshal([]byte(`{"n":{"subnets":[]}}`), &config); err == nil || config.N != want {
		t.Errorf("what does not fit gives %v, %v", config.N, err)
	}
	if err := config.N.UnmarshalJSON([]byte(`"\x"`)); err == nil || config.N != want {
		t.Errorf("what is not JSON gives %v, %v", config.N, err)
	}
	if err := config.N.UnmarshalText(nil); err != nil || config.N != (netconfig.Config{}) {
		t.Errorf("an empty text gives %v, %v", config.N, err)
	}
}
