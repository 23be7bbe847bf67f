package ecstest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

// FuzzRequest sends any body to any operation: there is always an answer, a JSON
// document, and never a server error.
func FuzzRequest(f *testing.F) {
	srv := ecstest.NewServer()
	f.Cleanup(srv.Close)
	srv.KeepRequests(0)
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.ContainerDefinitions[0].Cpu = 0 })
	srv.AddTaskDefinition("vpc", awsvpc)
	instance := last(srv.AddInstance("default", ecstest.Remaining(2048, 1<<30)))
	operations := []string{
		"StartTask", "RunTask", "StopTask", "DescribeTasks", "ListTasks", "DescribeTaskDefinition",
		"DescribeContainerInstances", "ListContainerInstances", "DescribeClusters", "DescribeCapacityProviders", "PutClusterCapacityProviders", "CreateCluster", "",
	}
	for _, body := range []string{
		`{}`, ``, `null`, `[{}]`, `{"cluster":null,"tasks":[null],"containerInstances":[null],"clusters":[null],"taskDefinition":""}`,
		`{"taskDefinition":"web","containerInstances":["` + instance + `"],"overrides":{"containerOverrides":[{"name":"app","memory":-1,"cpu":-1}]}}`,
		`{"taskDefinition":"web:1","count":10,"launchType":"EC2","clientToken":"a","overrides":{"cpu":"1 vCPU","memory":"99999999 GB"}}`,
		`{"taskDefinition":"vpc","containerInstances":["` + instance + `"],"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-a"]}}}`,
		`{"taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/web:1","launchType":"FARGATE"}`,
		`{"tasks":["arn:aws:ecs:us-east-1:123456789012:task/default/` + absent + `"],"include":["TAGS"]}`,
		`{"task":"` + absent + `","reason":"enough"}`, `{"maxResults":1,"nextToken":"ecstest/1","filter":"ec2InstanceId == i-1"}`,
		`{"taskDefinition":"web","count":3,"placementConstraints":[{"type":"memberOf","expression":"not(task:group == a)"},{"type":"distinctInstance"}],"placementStrategy":[{"type":"spread","field":"host"},{"type":"random"}]}`,
		`{"capacityProviders":["FARGATE"],"defaultCapacityProviderStrategy":[{"capacityProvider":"FARGATE","weight":-1,"base":2147483647}]}`,
		`{"taskDefinition":"vpc","count":2,"capacityProviderStrategy":[{"capacityProvider":"FARGATE","base":-1},{"capacityProvider":"FARGATE","weight":2147483647}]}`,
		`{"overrides":{"containerOverrides":[{"name":"app","resourceRequirements":[{"type":"GPU","sharingStrategy":{"nvidiaMps":{"memory":1}}}]}]}}`,
		`{"taskDefinition":"web","containerInstances":["` + instance + `"],"tags":[{"key":"\ud800"}],"group":"\u0000"}`,
	} {
		for _, operation := range operations {
			f.Add(operation, []byte(body))
		}
	}
	client := &http.Client{Timeout: 10 * time.Second}
	f.Fuzz(func(t *testing.T, operation string, body []byte) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL(), bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header["X-Amz-Target"] = []string{"AmazonEC2ContainerServiceV20141113." + operation}
		resp, err := client.Do(req)
		if err != nil {
			if !printable(operation) {
				t.Skip("not a header")
			}
			t.Fatal(err)
		}
		defer resp.Body.Close()
		document, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(document) || document[0] != '{' {
			t.Errorf("answered %s", document)
		}
		if resp.StatusCode != http.StatusOK && resp.StatusCode/100 != 4 {
			t.Errorf("the status is %s: %s", resp.Status, document)
		}
	})
}

func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] == 0x7F {
			return false
		}
	}
	return true
}
