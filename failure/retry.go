package failure

import "fmt"

// Retry says whether it is worth trying again what failed, as it is.
type Retry int

const (
	// RetryUnknown is for what nobody has explained yet, for what may or may not pass
	// by itself, and for a call that may have had an effect although it failed.
	RetryUnknown Retry = iota
	// RetryNever is for what fails again until the request, or what it names, is
	// changed.
	RetryNever
	// RetryLater is for what succeeds once there is room, or once a change
	// elsewhere has taken effect.
	RetryLater
	// RetrySoon is for what passes by itself in seconds to minutes.
	RetrySoon
)

var retryNames = [...]string{"unknown", "never", "later", "soon"}

func (r Retry) valid() bool { return 0 <= r && int(r) < len(retryNames) }

// String returns "unknown", "never", "later" or "soon".
func (r Retry) String() string {
	if !r.valid() {
		return fmt.Sprintf("Retry(%d)", int(r))
	}
	return retryNames[r]
}

// MarshalText implements [encoding.TextMarshaler]. It fails for a value that is
// none of the constants.
func (r Retry) MarshalText() ([]byte, error) {
	if !r.valid() {
		return nil, fmt.Errorf("failure: %v is not a value of Retry", r)
	}
	return []byte(r.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]: it reads what
// MarshalText writes.
func (r *Retry) UnmarshalText(text []byte) error {
	for i, name := range retryNames {
		if string(text) == name {
			*r = Retry(i)
			return nil
		}
	}
	return fmt.Errorf(`failure: unknown retry %.20q; write "unknown", "never", "later" or "soon"`, text)
}
