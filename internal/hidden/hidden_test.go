package hidden_test

import (
	"fmt"
	"testing"

	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/sdktest"
)

type inner struct{ Words []string }

type formatted struct{ Words []string }

func (f formatted) Format(s fmt.State, verb rune) { hidden.Format(s, verb, f, "a text") }

func TestValueIsNotPrinted(t *testing.T) {
	v := hidden.Of(&inner{[]string{sdktest.Secret}})
	for shape, holder := range sdktest.Shapes(v) {
		for way, text := range sdktest.Printed(holder) {
			if sdktest.ShowsSecret(text) {
				t.Errorf("%s of a %s shows what is hidden: %s", way, shape, text)
			}
		}
	}
}

func TestValue(t *testing.T) {
	var none hidden.Value[inner]
	if none != hidden.Of[inner](nil) || none.Get() != nil || none.View().Words != nil {
		t.Errorf("the zero Value holds %v", none.Get())
	}
	before := hidden.Of(&inner{[]string{"a"}})
	after, copied := before.Edit()
	copied.Words = []string{"b"}
	if before.Get().Words[0] != "a" || after.Get().Words[0] != "b" || after.View() != copied {
		t.Errorf("editing made of %v: %v", before.Get(), after.Get())
	}
}

func TestFormat(t *testing.T) {
	for format, want := range map[string]string{
		"%v":   "a text",
		"%+v":  "a text",
		"%8s":  "  a text",
		"%-8s": "a text  ",
		"%.3s": "a t",
		"%q":   `"a text"`,
		"%X":   "612074657874",
		"% x":  "61 20 74 65 78 74",
		"%#v":  `hidden_test.formatted("a text")`,
		"%d":   "%!d(hidden_test.formatted=a text)",
		"%t":   "%!t(hidden_test.formatted=a text)",
		"%T":   "hidden_test.formatted",
	} {
		if got := fmt.Sprintf(format, formatted{[]string{sdktest.Secret}}); got != want {
			t.Errorf("%s gives %s, want %s", format, got, want)
		}
	}
}
