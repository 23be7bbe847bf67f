package fleet

import (
	"errors"
	"slices"
)

// Notes keeps errors, each text once.
type Notes struct{ errs []error }

// Add keeps err, unless it is nil or there are most already.
func (n *Notes) Add(err error, most int) {
	same := func(e error) bool { return e.Error() == err.Error() }
	if err != nil && len(n.errs) < most && !slices.ContainsFunc(n.errs, same) {
		n.errs = append(n.errs, err)
	}
}

// Err returns the errors joined.
func (n *Notes) Err() error { return errors.Join(n.errs...) }
