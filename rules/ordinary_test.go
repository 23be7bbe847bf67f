package rules_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/ecstask/ecstask/rules"
)

// TestOrdinaryRequests holds that requests like those of public programs draw no
// finding at all, not even a warning.
func TestOrdinaryRequests(t *testing.T) {
	t.Run("StartTask", func(t *testing.T) { testOrdinary[input](t, "testdata/ordinary.json") })
	t.Run("RunTask", func(t *testing.T) { testOrdinary[runInput](t, "testdata/ordinary_runtask.json") })
}

func testOrdinary[T any](t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Name    string
		Request *T
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		t.Fatal(err)
	}
	names, requests := make(map[string]bool), make(map[string]bool)
	for _, o := range list {
		t.Run(o.Name, func(t *testing.T) {
			if found := rules.Check(o.Request); len(found) > 0 {
				t.Errorf("%v", found)
			}
		})
		again, err := json.Marshal(o.Request)
		if err != nil {
			t.Fatal(err)
		}
		if names[o.Name] || requests[string(again)] {
			t.Errorf("%s is there twice", o.Name)
		}
		names[o.Name], requests[string(again)] = true, true
	}
	if len(list) < 50 {
		t.Errorf("there are only %d requests", len(list))
	}
}
