package preflight_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/starttask"
)

// clock is a time that only tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (w *watched) count(operation string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, call := range w.calls {
		if strings.HasPrefix(call, operation) {
			n++
		}
	}
	return n
}

func TestValidation(t *testing.T) {
	srv := newServer(t)
	instance := srv.AddInstance("default")
	srv.AddTaskDefinition("web")
	w := &watched{Client: srv.Client()}
	client := srv.Client(preflight.NewCache(w).Validation())
	in := func(name string) *ecs.StartTaskInput {
		return &ecs.StartTaskInput{TaskDefinition: new("web:1"), ContainerInstances: []string{instance}, Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: &name}}}}
	}
	for range 5 {
		if _, err := client.StartTask(t.Context(), in("app")); err != nil {
			t.Fatal(err)
		}
		_, err := client.StartTask(t.Context(), in("ap"))
		if !errors.Is(err, field.Unknown) || !strings.Contains(err.Error(), "(container-unknown)") {
			t.Fatal(err)
		}
		run := &ecs.RunTaskInput{TaskDefinition: new("web:1"), LaunchType: types.LaunchTypeFargate}
		if _, err = client.RunTask(t.Context(), run); err == nil || !strings.Contains(err.Error(), "(launch-type-compatibility)") {
			t.Fatal(err)
		}
	}
	if n := len(srv.Tasks()); n != 5 {
		t.Errorf("%d tasks were started", n)
	}
	if len(w.calls) != 2 {
		t.Errorf("the calls are %v", w.calls)
	}
	// The last one counts, and for a call that is its own.
	if _, err := client.StartTask(t.Context(), in("ap"), starttask.WithValidation()); err == nil || strings.Contains(err.Error(), "container-unknown") {
		t.Error(err)
	}
	if _, err := client.StartTask(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "(task-definition-required)") {
		t.Error(err)
	}
	// Instances are read, and stop a request, if that is asked for.
	srv.EditInstance(instance, func(i *types.ContainerInstance) { i.AgentConnected = false })
	strict := srv.Client(preflight.NewCache(w, preflight.WithInstances()).Validation(rules.AsError("instance-agent")))
	if _, err := strict.StartTask(t.Context(), in("app")); err == nil || !strings.Contains(err.Error(), "(instance-agent)") {
		t.Error(err)
	}
}

// TestValidationWithoutPermission holds that what cannot be read stops no request.
func TestValidationWithoutPermission(t *testing.T) {
	srv := newServer(t)
	instance := srv.AddInstance("default")
	srv.AddTaskDefinition("web")
	now := &clock{at: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
	w := &watched{Client: srv.Client(), refuse: "DescribeTaskDefinition"}
	var mu sync.Mutex
	var seen []string
	client := srv.Client(preflight.NewCache(w, preflight.WithClock(now.now), preflight.WithOnError(func(err error) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, err.Error())
	})).Validation())
	for range 3 {
		if _, err := client.StartTask(t.Context(), &ecs.StartTaskInput{TaskDefinition: new("web:1"), ContainerInstances: []string{instance}}); err != nil {
			t.Fatal(err)
		}
	}
	if want := slices.Repeat([]string{"preflight: DescribeTaskDefinition: not authorized"}, 3); !slices.Equal(seen, want) {
		t.Errorf("seen %v", seen)
	}
	if n := w.count("DescribeTaskDefinition"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	now.pass(5 * time.Second)
	if _, err := client.StartTask(t.Context(), &ecs.StartTaskInput{TaskDefinition: new("web:1"), ContainerInstances: []string{instance}}); err != nil {
		t.Fatal(err)
	}
	if n, clusters := w.count("DescribeTaskDefinition"), w.count("DescribeClusters"); n != 2 || clusters != 1 {
		t.Errorf("asked %d times, and for the cluster %d times", n, clusters)
	}
}

func TestCacheKeeps(t *testing.T) {
	srv := newServer(t)
	srv.AddCluster("default")
	for _, family := range []string{"a", "b", "c"} {
		srv.AddTaskDefinition(family)
	}
	now := &clock{at: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
	begin := now.at
	w := &watched{Client: srv.Client()}
	cache := preflight.NewCache(w, nil, preflight.WithClock(now.now), preflight.WithLifetime(time.Hour), preflight.WithLifetime(0), preflight.WithMaxAnswers(3), preflight.WithMaxAnswers(0))
	read := func(family string, calls int, at time.Time) {
		t.Helper()
		s, err := cache.ForRunTask(t.Context(), &ecs.RunTaskInput{TaskDefinition: &family, LaunchType: types.LaunchTypeEc2})
		if err != nil || *s.TaskDefinition.Family != family || s.Cluster == nil || !s.ReadAt.Equal(at) {
			t.Errorf("%s: %v, %+v", family, err, s)
		}
		if n := w.count("DescribeTaskDefinition"); n != calls {
			t.Errorf("%s: %d calls, want %d", family, n, calls)
		}
	}
	read("a", 1, begin)
	now.pass(40 * time.Minute)
	read("b", 2, begin) // the cluster is of then
	read("a", 2, begin)
	now.pass(20 * time.Minute)
	read("b", 2, begin.Add(40*time.Minute)) // and now it is read again
	read("a", 3, begin.Add(time.Hour))
	read("c", 4, begin.Add(time.Hour)) // b makes room
	read("a", 4, begin.Add(time.Hour))
	read("b", 5, begin.Add(time.Hour))
}

// slow is a client whose DescribeTaskDefinition waits.
type slow struct {
	*watched
	begun, release chan struct{}
}

func (s *slow) DescribeTaskDefinition(ctx context.Context, in *ecs.DescribeTaskDefinitionInput, opts ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	s.begun <- struct{}{}
	<-s.release
	return s.watched.DescribeTaskDefinition(ctx, in, opts...)
}

// TestCacheShares holds that calls at the same time are one, which goes on when the
// one who began it gives up.
func TestCacheShares(t *testing.T) {
	srv := newServer(t)
	srv.AddCluster("default")
	srv.AddTaskDefinition("web")
	client := &slow{&watched{Client: srv.Client()}, make(chan struct{}, 100), make(chan struct{})}
	cache := preflight.NewCache(client)
	in := &ecs.StartTaskInput{TaskDefinition: new("web:1")}
	ctx, cancel := context.WithCancel(t.Context())
	var first, group sync.WaitGroup
	first.Go(func() {
		if s, err := cache.ForStartTask(ctx, in); !errors.Is(err, context.Canceled) || s.TaskDefinition != nil {
			t.Errorf("%v, %+v", err, s)
		}
	})
	<-client.begun
	for range 20 {
		group.Go(func() {
			if s, err := cache.ForStartTask(t.Context(), in); err != nil || s.TaskDefinition == nil {
				t.Errorf("%v, %+v", err, s)
			}
		})
	}
	cancel()
	first.Wait()
	close(client.release)
	group.Wait()
	if n, clusters := client.count("DescribeTaskDefinition"), client.count("DescribeClusters"); n != 1 || clusters != 1 {
		t.Errorf("%d and %d calls", n, clusters)
	}
}

func TestNilCache(t *testing.T) {
	var none *preflight.Cache
	if _, err := none.ForRunTask(t.Context(), &ecs.RunTaskInput{}); err == nil {
		t.Error("no error of a nil cache")
	}
	if _, err := preflight.NewCache(nil).ForStartTask(t.Context(), &ecs.StartTaskInput{}); err == nil {
		t.Error("no error of a nil client")
	}
	if _, err := preflight.NewCache(newServer(t).Client()).ForRunTask(t.Context(), nil); err == nil {
		t.Error("no error of a nil request")
	}
}
