package textform_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/textform"
	"github.com/ecstask/ecstask/shorthand"
)

var errRead = errors.New("cannot be read")

// parse reads any text but "bad".
func parse(arg string, _ ...shorthand.Option) (string, error) {
	if arg == "bad" {
		return "in part", errRead
	}
	return "read " + arg, nil
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{"cpu=256": "read cpu=256", " ": "read  ", "": ""} {
		got := "before"
		if err := textform.Text(&got, []byte(text), parse); got != want || err != nil {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	got := "before"
	if err := textform.Text(&got, []byte("bad"), parse); got != "before" || err != errRead {
		t.Errorf("a failure gives %q, %v", got, err)
	}
}

func TestJSON(t *testing.T) {
	for value, want := range map[string]string{
		`"cpu=256"`:         "read cpu=256",
		`"{\"cpu\":\"1\"}"`: `read {"cpu":"1"}`,
		` {"cpu": "1"} `:    `read {"cpu": "1"}`,
		` null `:            "",
		`""`:                "",
		`[1]`:               "read [1]",
	} {
		got := "before"
		if err := textform.JSON(&got, []byte(value), parse); got != want || err != nil {
			t.Errorf("%s is %q, %v", value, got, err)
		}
	}
	for _, value := range []string{`"\x"`, `"bad"`} {
		got := "before"
		if err := textform.JSON(&got, []byte(value), parse); got != "before" || err == nil {
			t.Errorf("%s gives %q, %v", value, got, err)
		}
	}
}

func TestParse(t *testing.T) {
	for arg, want := range map[string]bool{"cpu=256": true, "cpu=256,x=1": true, "cpu": false} {
		in := new(types.TaskOverride)
		read, err := textform.Parse(arg, in, nil)
		_, partly := err.(field.Errors)
		if read != want || read != (in.Cpu != nil) || partly != (read && err != nil) {
			t.Errorf("%s: %t, %v", arg, read, err)
		}
	}
}
