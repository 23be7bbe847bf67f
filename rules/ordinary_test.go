package rules_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// TestOrdinaryRequests holds that requests like those of public programs, some of
// them with the state that they meet, draw no finding at all, not even a warning.
func TestOrdinaryRequests(t *testing.T) {
	t.Run("StartTask", func(t *testing.T) { testCorpus[input](t, "testdata/ordinary.json", 95) })
	t.Run("RunTask", func(t *testing.T) { testCorpus[runInput](t, "testdata/ordinary_runtask.json", 100) })
}

// TestMistakes holds that such requests with one mistake draw one finding.
func TestMistakes(t *testing.T) {
	t.Run("StartTask", func(t *testing.T) { testCorpus[input](t, "testdata/mistakes.json", 15) })
	t.Run("RunTask", func(t *testing.T) { testCorpus[runInput](t, "testdata/mistakes_runtask.json", 70) })
}

// testCorpus checks the requests of a file, at least so many, each against its state:
// what describe commands print, or the name of that in documents.json. Found is the
// finding that a request draws.
func testCorpus[T any](t *testing.T, file string, least int) {
	var documents map[string]json.RawMessage
	decodeFile(t, "testdata/documents.json", &documents)
	var list []struct {
		Name    string
		Request *T
		State   []json.RawMessage
		Found   string
	}
	decodeFile(t, file, &list)
	names, entries := make(map[string]bool), make(map[string]bool)
	for _, o := range list {
		t.Run(o.Name, func(t *testing.T) {
			texts := make([][]byte, len(o.State))
			for i, text := range o.State {
				if name := ""; json.Unmarshal(text, &name) == nil {
					text = documents[name]
				}
				texts[i] = text
			}
			state, err := preflight.Load(texts...)
			if err != nil {
				t.Fatal(err)
			}
			found := rules.Check(o.Request, rules.Against(state))
			if got := describe(found); got != o.Found {
				t.Errorf("got %s, want %s\n%v", got, o.Found, found)
			}
		})
		again, err := json.Marshal([]any{o.Request, o.State})
		if err != nil {
			t.Fatal(err)
		}
		if names[o.Name] || entries[string(again)] {
			t.Errorf("%s is there twice", o.Name)
		}
		names[o.Name], entries[string(again)] = true, true
	}
	if len(list) < least {
		t.Errorf("there are only %d requests", len(list))
	}
}

// decodeFile reads JSON, of which v knows every member.
func decodeFile(t *testing.T, file string, v any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatal(err)
	}
}
