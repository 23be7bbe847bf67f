package either_test

import (
	"testing"

	"github.com/ecstask/ecstask/internal/either"
)

func TestText(t *testing.T) {
	for value, want := range map[string]string{
		`"cpu=256"`:         "cpu=256",
		`"{\"cpu\":\"1\"}"`: `{"cpu":"1"}`,
		` {"cpu": "1"} `:    `{"cpu": "1"}`,
		`null`:              "",
		`""`:                "",
		`[1]`:               "[1]",
	} {
		if got, err := either.Text([]byte(value)); string(got) != want || err != nil {
			t.Errorf("%s is %q, %v", value, got, err)
		}
	}
	if _, err := either.Text([]byte(`"\x"`)); err == nil {
		t.Error("a broken string passed")
	}
}
