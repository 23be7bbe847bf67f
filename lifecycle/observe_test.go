package lifecycle_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/lifecycle"
)

// TestObserver waits for tasks that end in different ways, one of which is asked for
// twice.
func TestObserver(t *testing.T) {
	srv, instances := newServer(t, 2)
	code := int32(-1)
	srv.OnStart(func(*types.Task) ecstest.End {
		code++
		return ecstest.End{ExitCodes: map[string]int32{"app": code}}
	})
	tasks := start(t, srv, instances...)
	tasks = append(tasks, types.Task{}, tasks[0], types.Task{TaskArn: aws.String("arn:aws:ecs:us-east-1:123456789012:task/default/0123456789abcdef0123456789abcdef")})
	var events sdktest.Events
	outcomes, err := lifecycle.Wait(t.Context(), srv.Client(), tasks, lifecycle.WithInterval(often),
		lifecycle.WithObserver(sdktest.Observe(t, &events)), lifecycle.WithObserver(nil))
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]event.Event)
	for _, e := range events {
		got[e.Task] = e
	}
	if len(events) != 4 || len(got) != 4 {
		t.Fatalf("%d events of %d tasks", len(events), len(got))
	}
	for i, o := range outcomes {
		arn := aws.ToString(tasks[i].TaskArn)
		e := got[arn]
		want := event.Event{
			Kind: event.Stopped, Cluster: e.Cluster, TaskDefinition: aws.ToString(tasks[i].TaskDefinitionArn),
			Task: arn, ContainerInstance: aws.ToString(tasks[i].ContainerInstanceArn), Verdict: string(o.Verdict), Err: o.Err(),
		}
		if o.Verdict != lifecycle.Missing {
			want.StopCode, want.Duration, want.ExitCode = "EssentialContainerExited", 2*time.Second, new(int(*o.Containers[0].ExitCode))
		}
		if !reflect.DeepEqual(e, want) || (e.Err == nil) != (o.Verdict == lifecycle.Succeeded) || (e.Cluster == "") != (arn == "") {
			t.Errorf("%v, want %v", e, want)
		}
	}
}

// TestObserverOfRunning waits until a task runs, which is not its end.
func TestObserverOfRunning(t *testing.T) {
	srv, instances := newServer(t, 1)
	srv.OnStart(func(*types.Task) ecstest.End { return ecstest.End{Runs: true} })
	var events sdktest.Events
	_, err := lifecycle.Wait(t.Context(), srv.Client(), start(t, srv, instances...), lifecycle.WithInterval(often),
		lifecycle.WithUntilRunning(), lifecycle.WithObserver(sdktest.Observe(t, &events)))
	if err != nil || len(events) > 0 {
		t.Errorf("%v, %v", events, err)
	}
}

// TestObserverPanics holds that a panic reaches the caller, as one of WithOnChange.
func TestObserverPanics(t *testing.T) {
	broken := errors.New("broken")
	srv, instances := newServer(t, 1)
	srv.OnStart(func(*types.Task) ecstest.End { return ecstest.End{} })
	defer func() {
		if v := recover(); v != broken {
			t.Errorf("panic %v", v)
		}
	}()
	lifecycle.Wait(t.Context(), srv.Client(), start(t, srv, instances...), lifecycle.WithInterval(often),
		lifecycle.WithObserver(func(context.Context, event.Event) { panic(broken) }))
	t.Error("it returned")
}
