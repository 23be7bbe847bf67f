// Package preflight reads what rules need to know beyond a request: the task
// definition, the cluster, its capacity providers and its container instances.
package preflight

import "errors"

// join returns nil, one error as it is, or several as one.
func join(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}
