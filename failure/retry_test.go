package failure_test

import (
	"fmt"
	"testing"

	"github.com/ecstask/ecstask/failure"
)

func TestRetryReadsWhatItWrites(t *testing.T) {
	for r := failure.RetryUnknown; r <= failure.RetrySoon; r++ {
		text, err := r.MarshalText()
		var back failure.Retry
		if err != nil || string(text) != r.String() || back.UnmarshalText(text) != nil || back != r {
			t.Errorf("%d is %q (%v), and read back %v", int(r), text, err, back)
		}
	}
	for _, r := range []failure.Retry{-1, failure.RetrySoon + 1} {
		if text, err := r.MarshalText(); err == nil {
			t.Errorf("%v is written as %q", r, text)
		}
		if got := r.String(); got != fmt.Sprintf("Retry(%d)", int(r)) {
			t.Errorf("%d is %s", int(r), got)
		}
	}
	r := failure.RetrySoon
	for _, text := range []string{"", "Soon", "Retry(7)", "soon "} {
		if err := r.UnmarshalText([]byte(text)); err == nil || r != failure.RetrySoon {
			t.Errorf("%q is read as %v (%v)", text, r, err)
		}
	}
}
