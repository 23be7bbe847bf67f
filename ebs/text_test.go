package ebs_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/internal/sdktest"
	"pgregory.net/rapid"
)

func TestMarshalText(t *testing.T) {
	for _, tt := range []struct {
		name   string
		volume ebs.Volume
		want   string
	}{
		{"the zero Volume", ebs.Volume{}, ""},
		{"nothing has no shorthand", ebs.From(types.TaskVolumeConfiguration{}), "{}"},
		{"a size and a type", ebs.New("data", role).WithSize(20).WithType(ebs.GP3), "managedEBSVolume={roleArn=" + role + ",sizeInGiB=20,volumeType=gp3},name=data"},
		{"a tag", ebs.New("data", "").WithTag("team", "a, b"), `managedEBSVolume={tagSpecifications=[{resourceType=volume,tags=[{key=team,value="a, b"}]}]},name=data`},
		{"not UTF-8", ebs.New("\xff", ""), "shorthand: a text that is not UTF-8 cannot be written"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := tt.volume.MarshalText()
			got := string(text)
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want types.TaskVolumeConfiguration
		sdktest.Draw(t, &want)
		text, err := ebs.From(want).MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{string(text), sent(ebs.From(want))} {
			var got ebs.Volume
			if err := got.UnmarshalText([]byte(text)); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if diff := sdktest.Diff(want, got.Unchecked()); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", text, diff)
			}
		}
	})
}

func TestFlagAndJSONMember(t *testing.T) {
	const text = "managedEBSVolume={sizeInGiB=20},name=data"
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	var v ebs.Volume
	fs.TextVar(&v, "volume", ebs.Volume{}, "")
	if err := fs.Parse([]string{"-volume", text}); err != nil || sent(v) != sent(ebs.New("data", "").WithSize(20)) {
		t.Errorf("parsed %s, %v", sent(v), err)
	}
	var settings struct {
		Volume ebs.Volume `json:"volume,omitzero"`
	}
	for _, want := range []string{`{}`, `{"volume":"` + text + `"}`, `{"volume":"{}"}`} {
		settings.Volume = ebs.Volume{}
		err := json.Unmarshal([]byte(want), &settings)
		if got, err2 := json.Marshal(settings); string(got) != want || err != nil || err2 != nil {
			t.Errorf("%s became %s, %v, %v", want, got, err, err2)
		}
	}
	for _, same := range []string{`{"volume":{"managedEBSVolume":{"sizeInGiB":20},"name":"data"}}`, `{"volume":"{\"managedEBSVolume\":{\"sizeInGiB\":20},\"name\":\"data\"}"}`} {
		settings.Volume = ebs.Volume{}
		if err := json.Unmarshal([]byte(same), &settings); err != nil || sent(settings.Volume) != sent(v) {
			t.Errorf("%s became %s, %v", same, sent(settings.Volume), err)
		}
	}
	for _, wrong := range []string{`{"volume":"x"}`, `{"volume":1}`, `{"volume":{"size":1}}`} {
		if err := json.Unmarshal([]byte(wrong), &settings); err == nil || sent(settings.Volume) != sent(v) {
			t.Errorf("after %s: %s, %v", wrong, sent(settings.Volume), err)
		}
	}
	for _, none := range []string{`{"volume":""}`, `{"volume":null}`} {
		settings.Volume = v
		if err := json.Unmarshal([]byte(none), &settings); err != nil || !settings.Volume.IsZero() {
			t.Errorf("%s gives %v, %v", none, settings.Volume, err)
		}
	}
}

// TestSecrets puts a secret wherever one may be, makes everything wrong, and looks for
// it in whatever may be logged.
func TestSecrets(t *testing.T) {
	const secret = "hunter2\x00\xff"
	v := ebs.New("data", "wrong").WithTag("", secret).WithTag("a", strings.Repeat(secret, 100)).WithTag("a", secret)
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("volume", "volume", v, "findings", v.Check())
	}
	_, err := v.Build()
	_, parseErr := ebs.Parse(`{"name":"data","managedEBSVolume":{"tagSpecifications":[{"tags":[{"key":"a","value":["hunter2"]}]}]}}`)
	_, syntaxErr := ebs.Parse(`name=data,managedEBSVolume={tagSpecifications=[{tags=[{key=a,value=hunter2"}]}]}`)
	findings, _ := json.Marshal(v.Check())
	for _, text := range []string{log.String(), fmt.Sprint(err, parseErr), fmt.Sprint(syntaxErr), fmt.Sprintf("%v %+v %#v %s %d", v, v, v, v, v), string(findings)} {
		if len(text) < 10 {
			t.Errorf("says nothing: %s", text)
		}
		if strings.Contains(text, "hunter2") {
			t.Errorf("holds the secret: %s", text)
		}
	}
}

func TestString(t *testing.T) {
	for want, v := range map[string]ebs.Volume{
		"no volume":     {},
		`volume ""`:     ebs.From(types.TaskVolumeConfiguration{}),
		`volume "data"`: ebs.New("data", role).WithTag("a", "1"),
		`volume "a\n"`:  ebs.New("a\n", role),
	} {
		if got := fmt.Sprintf("%v", v); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for want, v := range map[string]ebs.Volume{
		"[name=]": {},
		"[name=data sizeInGiB=20 volumeType=gp3]": ebs.New("data", role).WithSize(20).WithType(ebs.GP3).WithTag("a", "1"),
		"[name=data volumeType=io2]":              ebs.New("data", role).WithType(ebs.IO2),
	} {
		if got := v.LogValue().String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
