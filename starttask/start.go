package starttask

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/rules"
)

// StartOption changes how [Start] and [StartAll] go about it.
type StartOption func(*starter)

// CheckWith sets options for the rules that are checked before anything is sent.
func CheckWith(opts ...rules.Option) StartOption {
	return func(s *starter) { s.rules = append(s.rules, opts...) }
}

// Start checks in, sends it, and returns what was started and what was not.
//
// If in breaks rules nothing is sent: the result is nil and the error has all of
// them, as [field.Errors]. Otherwise the result is never nil. The error is nil
// only if the tasks asked for were started and no other, and else a
// [*StartError]: errors.Is finds
// [ErrResource] and its like in it, [ErrUnknown], and the errors of the SDK.
// Options for the rules that a builder was given are not known here: [CheckWith]
// gives them again.
//
// Start tries again only where nothing can have been started, as [SafeRetry]
// does; the package documentation says which clients it can do that for. When the connection is lost, or ECS reports an internal error, the
// instances are in the Unknown list of the result; with [Reconcile] Start finds
// out what became of them. It does not change in.
func Start(ctx context.Context, client StartTaskAPIClient, in *ecs.StartTaskInput, opts ...StartOption) (*Result, error) {
	s := newStarter(client, opts)
	if err := Validate(in, s.rules...); err != nil {
		return nil, err
	}
	request := *in
	request.ContainerInstances = slices.Clone(in.ContainerInstances)
	made, err := s.mark(ctx, &request)
	if err != nil {
		return nothing(request.ContainerInstances, err)
	}
	r, err := s.start(ctx, request, nil)
	r.Marks = made
	return r, r.err(err)
}

// starter has what the calls of one Start have in common.
type starter struct {
	client      StartTaskAPIClient
	rules       []rules.Option
	tracker     ReconcileAPIClient // nil without Reconcile
	settle      time.Duration
	concurrency int
	progress    func(Progress)
}

func newStarter(client StartTaskAPIClient, opts []StartOption) *starter {
	s := &starter{client: client, settle: defaultSettle, concurrency: defaultConcurrency}
	for _, opt := range opts {
		if opt != nil {
			opt(s)
		}
	}
	return s
}

// nothing is the result of a start that was given up before the first call.
func nothing(instances []string, cause error) (*Result, error) {
	r := &Result{Unstarted: instances}
	return r, &StartError{Result: r, Err: cause}
}

// start sends in, and reconciles what it comes to if it can. known are tasks with
// the startedBy of in from calls before. The error is that of the last call that
// had one.
func (s *starter) start(ctx context.Context, in ecs.StartTaskInput, known []types.Task) (*Result, error) {
	instances := in.ContainerInstances
	r, err := s.send(ctx, &in)
	for round := 0; s.tracker != nil && len(r.Unknown) > 0; round++ {
		tasks, missing, lookErr := s.lookUp(ctx, &in, r.Unknown, slices.Concat(known, r.Tasks))
		if lookErr != nil {
			err = errors.Join(err, lookErr)
			break
		}
		r.Tasks, r.Unknown = append(r.Tasks, tasks...), missing
		if round == reconcileRounds || len(missing) == 0 {
			break
		}
		var again *Result
		in.ContainerInstances, r.Unknown = missing, nil
		again, err = s.send(ctx, &in)
		r.add(again)
	}
	r.sort(instances)
	return r, err
}

// send makes one call. The error is that of the call, not of placements.
func (s *starter) send(ctx context.Context, in *ecs.StartTaskInput) (*Result, error) {
	if isNil(s.client) {
		return &Result{Unstarted: slices.Clone(in.ContainerInstances)}, errors.New("the client is nil")
	}
	var c call
	defer c.end(nil, nil) // also when the client panics
	out, err := s.client.StartTask(ctx, in, c.options)
	end := c.end(out, err)
	var r *Result
	var odd error
	if said, cause := resultIn(err); said != nil { // of FailuresAsErrors
		r, odd = account(in.ContainerInstances, said, end.sure)
		err = cause
	} else {
		r, odd = answered(in.ContainerInstances, out, end.sure)
		switch {
		case err == nil && out == nil:
			err = errors.New("the client returned neither an answer nor an error")
		case err != nil && !end.sent:
			r.Unstarted, r.Unknown = r.Unknown, nil
		}
	}
	if end.sent {
		r.Unknown, r.Unstarted = append(r.Unknown, r.Unstarted...), nil
	}
	return r, also(err, odd)
}

// resultIn returns the result and the cause that a StartError in err has.
func resultIn(err error) (*Result, error) {
	if e, ok := errors.AsType[*StartError](err); ok && e != nil {
		return e.Result, e.Err
	}
	return nil, nil
}

// also joins errors where there are two.
func also(err, other error) error {
	switch {
	case other == nil:
		return err
	case err == nil:
		return other
	}
	return errors.Join(err, other)
}

// isNil reports whether v is nil, or an interface of a nil pointer.
func isNil(v any) bool {
	p := reflect.ValueOf(v)
	return v == nil || p.Kind() == reflect.Pointer && p.IsNil()
}
