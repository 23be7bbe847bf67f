package event_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/starttask"
)

// One of two instances has no agent, and the task on the other fails.
func ExampleSlog() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("job")
	srv.OnStart(func(*types.Task) ecstest.End { return ecstest.End{ExitCodes: map[string]int32{"app": 2}} })
	good := srv.AddInstance("default")
	lost := srv.AddInstance("default", func(i *types.ContainerInstance) { i.AgentConnected = false })

	observer := event.Slog(slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { // so that the output is the same each time
			switch a.Key {
			case slog.TimeKey, "requestId", "error", "task", "taskDefinition", "containerInstance":
				return slog.Attr{}
			}
			return a
		},
	})))
	in := starttask.New("job", good, lost).WithStartedBy("nightly/7").Unchecked()
	client := srv.Client()
	result, err := starttask.Start(context.Background(), client, in, starttask.WithObserver(observer))
	if err != nil && !starttask.Partial(err) {
		fmt.Println(err)
		return
	}
	_, err = lifecycle.Wait(context.Background(), client, result.Tasks, lifecycle.WithInterval(time.Millisecond), lifecycle.WithObserver(observer))
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// level=DEBUG msg=checked operation=StartTask tasks=2 startedBy=nightly/7
	// level=DEBUG msg=sent operation=StartTask call=1 attempt=1 tasks=2 startedBy=nightly/7
	// level=WARN msg=answered operation=StartTask call=1 attempt=1 tasks=2 startedBy=nightly/7 started=1 failed=1 reasons="1 AGENT" requests=1
	// level=ERROR msg=settled operation=StartTask tasks=2 startedBy=nightly/7 started=1 failed=1 reasons="1 AGENT"
	// level=WARN msg=stopped cluster=arn:aws:ecs:us-east-1:123456789012:cluster/default startedBy=nightly/7 verdict=failed stopCode=EssentialContainerExited exitCode=2 duration=2s
}

// span stands in for that of a tracer, which keeps it in the context as well.
type span struct{ events []string }

type spanKey struct{}

// An observer finds the caller's span in the context.
func ExampleObserver() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	spans := func(ctx context.Context, e event.Event) {
		s := ctx.Value(spanKey{}).(*span) // trace.SpanFromContext(ctx) of OpenTelemetry
		s.events = append(s.events, fmt.Sprint(e.Kind, " ", e.Started, " of ", e.Tasks))
	}

	s := new(span)
	ctx := context.WithValue(context.Background(), spanKey{}, s)
	in := starttask.New("web", srv.AddInstance("default"), srv.AddInstance("default")).Unchecked()
	if _, err := starttask.Start(ctx, srv.Client(), in, starttask.WithObserver(spans)); err != nil {
		fmt.Println(err)
	}
	for _, e := range s.events {
		fmt.Println(e)
	}
	// Output:
	// checked 0 of 2
	// sent 0 of 2
	// answered 2 of 2
	// settled 2 of 2
}
