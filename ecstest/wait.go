package ecstest

// maxTries is how often the server looks for a place for a task that waits.
const maxTries = 10

// wait is what a task waits for whose capacity provider scales.
type wait struct {
	order    *order
	provider string
	n        int // the number of the task
	tries    int
}

// place looks for a place for a task that waits, and reports whether it found one.
// After the last try the task stops.
func (w *wait) place(t *task) bool {
	candidates := w.order.candidates(w.provider)
	i, failures := w.order.choose(candidates, nil)
	if i != nil {
		t.wait = nil
		t.settle(w.order, i, w.n)
		return true
	}
	if w.tries++; w.tries < maxTries {
		return false
	}
	reason := "EMPTY CAPACITY PROVIDER"
	for _, of := range w.order.cluster.instances {
		if text(of.value.CapacityProviderName) == w.provider {
			reason = "NO ACTIVE INSTANCES"
		}
	}
	if len(failures) > 0 {
		reason = text(failures[0].Reason)
	}
	t.end = End{NeverStarts: true, Reason: "TaskFailedToStart: " + reason}
	t.end.complete()
	t.stop(t.clock, t.end.StopCode, t.end.Reason)
	return true
}
