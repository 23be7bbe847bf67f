package preflight

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/rules"
)

const (
	defaultLifetime = time.Minute
	defaultAnswers  = 256
	errorLifetime   = 5 * time.Second  // at most
	callPatience    = 30 * time.Second // for a call that several wait for
)

// Cache reads state as [ForStartTask] and [ForRunTask] do, and keeps each response
// for a while. It is for services that start many tasks from few task definitions.
// Concurrent calls for the same thing are made once. A Cache is safe for
// concurrent use. Its states share their contents: do not change them.
type Cache struct {
	client    RunTaskAPIClient
	lifetime  time.Duration
	most      int
	instances bool
	failed    func(error)
	now       func() time.Time

	mu      sync.Mutex
	answers map[string]*answer
	order   []string // of answers, the oldest first
}

// CacheOption changes how a [Cache] works.
type CacheOption func(*Cache)

// WithLifetime sets how long a response is kept: a minute by default, or if d is
// not above 0. The result of a call that failed is kept for at most 5 seconds.
func WithLifetime(d time.Duration) CacheOption {
	return func(c *Cache) {
		if d > 0 {
			c.lifetime = d
		}
	}
}

// WithMaxAnswers sets how many responses are kept: 256 by default, or if n is not
// above 0. The oldest one is dropped first. A request needs one for its task
// definition, one for its cluster, one for its capacity providers, and one for each
// 100 instances.
func WithMaxAnswers(n int) CacheOption {
	return func(c *Cache) {
		if n > 0 {
			c.most = n
		}
	}
}

// WithInstances makes a [Cache] read container instances as well. It does not do so
// by default: the free resources of an instance change with each task, and findings
// about them are warnings, which do not stop a request unless [rules.AsError] names
// their rules.
func WithInstances() CacheOption { return func(c *Cache) { c.instances = true } }

// WithOnError makes [Cache.Validation] call f, perhaps from several goroutines at once,
// if some state could not be read. The request is then checked against the rest. The
// error is that of [ForStartTask].
func WithOnError(f func(error)) CacheOption { return func(c *Cache) { c.failed = f } }

// NewCache returns an empty Cache that reads with client.
func NewCache(client RunTaskAPIClient, opts ...CacheOption) *Cache {
	c := &Cache{client: client, lifetime: defaultLifetime, most: defaultAnswers, now: time.Now, answers: make(map[string]*answer)}
	for _, opt := range opts {
		if opt != nil {
			opt(c)
		}
	}
	return c
}

// ForStartTask returns the state for a request as [ForStartTask] does. Its ReadAt
// is the time of the oldest response.
func (c *Cache) ForStartTask(ctx context.Context, in *ecs.StartTaskInput) (rules.State, error) {
	return c.read(ctx, func(ctx context.Context, client *session) (rules.State, error) {
		return forStartTask(ctx, client, in, c.instances)
	})
}

// ForRunTask returns the state for a request as [ForRunTask] does. Its ReadAt is
// the time of the oldest response.
func (c *Cache) ForRunTask(ctx context.Context, in *ecs.RunTaskInput) (rules.State, error) {
	return c.read(ctx, func(ctx context.Context, client *session) (rules.State, error) {
		return forRunTask(ctx, client, in, c.instances)
	})
}

// Validation makes a client check every input of StartTask and RunTask before it is
// sent, against the state that the cache has or reads:
//
//	cache := preflight.NewCache(ecs.NewFromConfig(cfg))
//	client := ecs.NewFromConfig(cfg, cache.Validation())
//
// If an input breaks rules nothing is sent, and the error of the call wraps all of
// them, as [field.Errors]. State that cannot be read does not stop a request; see
// [WithOnError]. Validation takes the place of the WithValidation of packages
// starttask and runtask, and vice versa; the last one counts.
func (c *Cache) Validation(opts ...rules.Option) func(*ecs.Options) {
	const id = "ecstask:WithValidation"
	check := func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
		if err := c.validate(ctx, in.Parameters, opts); err != nil {
			return out, metadata, err
		}
		return next.HandleInitialize(ctx, in)
	}
	return func(o *ecs.Options) {
		call.OnInitialize("StartTask", id, check)(o)
		call.OnInitialize("RunTask", id, check)(o)
	}
}

func (c *Cache) validate(ctx context.Context, in any, opts []rules.Option) error {
	var s rules.State
	var err error
	switch in := in.(type) {
	case *ecs.StartTaskInput:
		s, err = c.ForStartTask(ctx, in)
	case *ecs.RunTaskInput:
		s, err = c.ForRunTask(ctx, in)
	default:
		return nil
	}
	if err != nil && c.failed != nil {
		c.failed(err)
	}
	return rules.Check(in, append(opts[:len(opts):len(opts)], rules.Against(s))...).Err()
}

func (c *Cache) read(ctx context.Context, f func(context.Context, *session) (rules.State, error)) (rules.State, error) {
	if c == nil || ptr.IsNil(c.client) {
		return rules.State{}, errNil
	}
	if ctx == nil {
		ctx = context.Background()
	}
	client := &session{Cache: c, oldest: c.now()}
	s, err := f(ctx, client)
	s.ReadAt = client.oldest
	return s, err
}

// answer is what a call returned, once done is closed.
type answer struct {
	done  chan struct{}
	out   any
	err   error
	at    time.Time
	until time.Time // zero before it is done
}

// answerTo returns the answer of a call by its key, and whether it is to be made.
func (c *Cache) answerTo(key string) (a *answer, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if a, ok := c.answers[key]; ok && (a.until.IsZero() || now.Before(a.until)) {
		return a, false
	}
	c.order = append(slices.DeleteFunc(c.order, func(k string) bool { return k == key }), key)
	a = &answer{done: make(chan struct{}), at: now}
	c.answers[key] = a
	for len(c.answers) > c.most {
		delete(c.answers, c.order[0])
		c.order = c.order[1:]
	}
	return a, true
}

// complete sets what a call returned.
func (c *Cache) complete(a *answer, out any, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a.out, a.err, a.until = out, err, c.now().Add(c.lifetime)
	if err != nil {
		a.until = c.now().Add(min(c.lifetime, errorLifetime))
	}
	close(a.done)
}

// session is a client that a Cache answers for, for one state.
type session struct {
	*Cache
	mu     sync.Mutex
	oldest time.Time // when the oldest answer came
}

// get returns the answer of a call, which goes on when ctx ends: others may wait for
// it.
func get[In smithy.Serializable, Out any](ctx context.Context, s *session, operation string, f func(context.Context, In, ...func(*ecs.Options)) (*Out, error), in In, opts []func(*ecs.Options)) (*Out, error) {
	a, fresh := s.answerTo(operation + string(wire.Encode(in)))
	if fresh {
		go func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callPatience)
			defer cancel()
			out, err := f(ctx, in, opts...)
			s.complete(a, out, err)
		}()
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.at.Before(s.oldest) {
		s.oldest = a.at
	}
	return a.out.(*Out), a.err
}

func (s *session) DescribeClusters(ctx context.Context, in *ecs.DescribeClustersInput, opts ...func(*ecs.Options)) (*ecs.DescribeClustersOutput, error) {
	return get(ctx, s, "DescribeClusters", s.client.DescribeClusters, in, opts)
}

func (s *session) DescribeTaskDefinition(ctx context.Context, in *ecs.DescribeTaskDefinitionInput, opts ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	return get(ctx, s, "DescribeTaskDefinition", s.client.DescribeTaskDefinition, in, opts)
}

func (s *session) DescribeContainerInstances(ctx context.Context, in *ecs.DescribeContainerInstancesInput, opts ...func(*ecs.Options)) (*ecs.DescribeContainerInstancesOutput, error) {
	return get(ctx, s, "DescribeContainerInstances", s.client.DescribeContainerInstances, in, opts)
}

func (s *session) ListContainerInstances(ctx context.Context, in *ecs.ListContainerInstancesInput, opts ...func(*ecs.Options)) (*ecs.ListContainerInstancesOutput, error) {
	return get(ctx, s, "ListContainerInstances", s.client.ListContainerInstances, in, opts)
}

func (s *session) DescribeCapacityProviders(ctx context.Context, in *ecs.DescribeCapacityProvidersInput, opts ...func(*ecs.Options)) (*ecs.DescribeCapacityProvidersOutput, error) {
	return get(ctx, s, "DescribeCapacityProviders", s.client.DescribeCapacityProviders, in, opts)
}
