package fleet

import (
	"context"
	"sync"
	"time"
)

const (
	firstPause   = time.Second      // after a call that ECS throttled
	longestPause = 30 * time.Second // each pause is twice as long as the one before
	mostPauses   = 8                // pauses in a row, without an answered call in between
)

// Pace decides when each call of a fleet may be made.
//
// When ECS throttles a call, all calls pause. After the pause a single call is made
// as a probe. Each call that ECS answers then allows one more at the same time, up
// to the concurrency of the fleet. A nil Pace is that of a single call, which need not
// wait.
type Pace struct {
	most int // calls at a time

	mu      sync.Mutex
	busy    int           // calls under way
	limit   int           // calls at a time for now
	pauses  int           // in a row
	until   time.Time     // the end of the last pause
	stopped bool          // no further call is made
	changed chan struct{} // closed at the next change
}

// maxConcurrency is far above what is of use: unless its quota is raised, Fargate
// launches 100 tasks at once and 20 a second after that, and a call is for 10.
//
// Source: https://docs.aws.amazon.com/AmazonECS/latest/userguide/throttling.html.
const maxConcurrency = 100

// Concurrency returns how many calls at a time a fleet makes when n are asked for.
func Concurrency(n int) int { return min(max(n, 1), maxConcurrency) }

// NewPace returns a Pace of at most this many calls at a time.
func NewPace(most int) *Pace { return &Pace{most: most, limit: most, changed: make(chan struct{})} }

// Do makes a call when it is its turn. If ECS throttles the call, Do tells again how
// long it pauses, and then makes the call again. It reports false if the call is not to
// be made, or not again, with the error of ctx if that is the reason.
func (p *Pace) Do(ctx context.Context, call func() Outcome, again func(pause time.Duration)) (bool, error) {
	if p == nil {
		call()
		return true, nil
	}
	for {
		if ok, err := p.Turn(ctx); !ok {
			return false, err
		}
		o := call()
		pause := p.Done(o)
		if o != Throttled {
			return true, nil
		}
		if pause > 0 {
			again(pause)
		}
	}
}

// Turn waits until a call may be made. It reports false if no further call is to
// be made, with the error of ctx if that is the reason. A turn ends with [Pace.Done].
func (p *Pace) Turn(ctx context.Context) (bool, error) {
	for {
		p.mu.Lock()
		pause, stopped, changed := time.Until(p.until), p.stopped, p.changed
		if !stopped && pause <= 0 && p.busy < p.limit && ctx.Err() == nil {
			p.busy++
			p.mu.Unlock()
			return true, nil
		}
		p.mu.Unlock()
		if stopped {
			return false, nil
		}
		var over <-chan time.Time
		if pause > 0 {
			over = time.After(pause)
		}
		select {
		case <-over:
		case <-changed:
		case <-ctx.Done():
			return false, Ended(ctx)
		}
	}
}

// Sleep waits for d. It reports false if no further call is to be made before that,
// with the error of ctx if that is the reason.
func (p *Pace) Sleep(ctx context.Context, d time.Duration) (bool, error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		stopped, changed := p.state()
		if stopped {
			return false, nil
		}
		select {
		case <-timer.C:
			return true, nil
		case <-changed:
		case <-ctx.Done():
			return false, Ended(ctx)
		}
	}
}

// state reports whether no further call is made, and returns what is closed at the next
// change.
func (p *Pace) state() (stopped bool, changed <-chan struct{}) {
	if p == nil {
		return false, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stopped, p.changed
}

// Outcome is the outcome of a call.
type Outcome int

const (
	Answered  Outcome = iota // by the service
	Lost                     // the outcome is not known
	Throttled                // nothing was started, and the call can be made again
	Refused                  // nothing was started, and no call would start anything
)

// Done ends a turn. In the same step it decides which calls may follow, so that none is
// made in between. It returns how long calls pause if the one that has ended is to be
// made again, and 0 otherwise.
func (p *Pace) Done(o Outcome) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy--
	switch o {
	case Answered:
		p.pauses, p.limit = 0, min(p.limit+1, p.most)
	case Throttled:
		p.pause(time.Now())
	case Refused:
		p.stopped = true
	}
	p.wake()
	if o != Throttled || p.stopped {
		return 0
	}
	return time.Until(p.until)
}

// pause begins a pause, unless another call has begun it, or gives up.
func (p *Pace) pause(now time.Time) {
	switch {
	case now.Before(p.until):
	case p.pauses == mostPauses:
		p.stopped = true
	default:
		p.until = now.Add(min(firstPause<<p.pauses, longestPause))
		p.pauses++
		p.limit = 1
	}
}

// Over reports whether no further calls will be made.
func (p *Pace) Over() bool {
	stopped, _ := p.state()
	return stopped
}

// Stop prevents further calls.
func (p *Pace) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	p.wake()
}

// wake has everyone who waits for a turn check again.
func (p *Pace) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}
