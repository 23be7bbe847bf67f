package lifecycle_test

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/starttask"
)

func ExampleWait() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("job")
	srv.OnStart(func(*types.Task) ecstest.End {
		return ecstest.End{ExitCodes: map[string]int32{"app": 2}}
	})
	client := srv.Client()
	in, err := starttask.New("job", srv.AddInstance("default")).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := starttask.Start(context.Background(), client, in)
	if err != nil {
		fmt.Println(err)
		return
	}
	outcomes, err := lifecycle.Wait(context.Background(), client, result.Tasks, lifecycle.WithInterval(10*time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		c := o.Containers[0]
		fmt.Println(o.Verdict, o.StopCode, c.Name, *c.ExitCode, o.Duration)
	}
	// Output: failed EssentialContainerExited app 2 2s
}
