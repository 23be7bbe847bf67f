package fleet

import (
	"errors"
	"slices"
)

// Notes collects errors, each text once.
type Notes struct{ errs []error }

// Add adds err, unless it is nil or there are already most errors.
func (n *Notes) Add(err error, most int) {
	same := func(e error) bool { return e.Error() == err.Error() }
	if err != nil && len(n.errs) < most && !slices.ContainsFunc(n.errs, same) {
		n.errs = append(n.errs, err)
	}
}

// Err returns the errors joined.
func (n *Notes) Err() error { return errors.Join(n.errs...) }

// Join joins errors, unless one is nil, is in the other, or says the same.
func Join(err, other error) error {
	switch {
	case other == nil, err != nil && errors.Is(err, other):
		return err
	case err == nil, errors.Is(other, err), err.Error() == other.Error():
		return other
	}
	return errors.Join(err, other)
}
