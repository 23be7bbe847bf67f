package document_test

import (
	"fmt"

	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

func ExampleRead() {
	doc, err := document.Read("deploy.yaml", []byte(`
taskDefinition: web:7
containerInstances: [0123456789abcdef0123456789abcdef]
count: 2
overrides:
  containerOverrides:
  - name: app
    memory: lots
`))
	if err != nil {
		for e := range field.All(err) {
			fmt.Printf("%v: %s %s\n", e.Pos, e.Path, e.Kind)
		}
	}
	fmt.Println(*doc.Requests[0].StartTask().TaskDefinition)
	// Output:
	// 4:1: count unknown
	// 8:13: overrides.containerOverrides[0].memory invalid
	// web:7
}

func ExampleDocument_Check() {
	doc, _ := document.Read("night.yaml", []byte(`taskDefinition: web:0
containerInstances: [0123456789abcdef0123456789abcdef]
---
taskDefinition: web:7
containerInstances:
- i-0123456789abcdef0
`))
	for _, f := range doc.Check(rules.AsWarning("instance-ec2-id")) {
		fmt.Printf("%s:%s: %s: %v\n", doc.Name, f.Pos, f.Severity, f)
	}
	// Output:
	// night.yaml:1:17: error: taskDefinition: "web:0" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
	// night.yaml:6:3: warning: containerInstances[0]: "i-0123456789abcdef0" is the id of an EC2 or SSM instance, not of a container instance; find the container instance with ListContainerInstances and the filter "ec2InstanceId == i-0123456789abcdef0" (instance-ec2-id)
}

func ExampleWithOperation() {
	text := []byte(`{"taskDefinition": "web:7", "count": 2}`)
	doc, _ := document.Read("web.json", text)
	fmt.Println(doc.Requests[0].Operation())

	_, err := document.Read("web.json", text, document.WithOperation(document.StartTask))
	for e := range field.All(err) {
		fmt.Println(e.Pos, e.Hint)
	}
	// Output:
	// RunTask
	// 1:29 count is a member of RunTask; StartTask does not have it
}

func ExampleRequest_Replace() {
	doc, _ := document.Read("web.json", []byte(`{"taskDefinition": "web:0", "group": "web"}`), document.WithOperation(document.StartTask))
	r := doc.Requests[0]
	in := r.StartTask()
	instance := "None" // from a command line
	in.ContainerInstances = []string{instance}
	r.Replace("containerInstances", nil)
	for _, f := range r.Check() {
		fmt.Println(f.Pos, f.Path, f.Rule)
	}
	// Output:
	// - containerInstances[0] instance-id-length
	// 1:20 taskDefinition task-definition-revision
}

func ExampleRequest_Pos() {
	doc, _ := document.Read("web.yaml", []byte("cluster: prod\ntaskDefinition: web:7\n"))
	fmt.Println(doc.Requests[0].Pos("taskDefinition"))
	// Output: 2:17
}

func ExampleFailed() {
	doc := document.Failed("gone.yaml", fmt.Errorf("cannot be read: no such file"))
	for _, f := range doc.Check() {
		fmt.Printf("%s: %s: %v\n", doc.Name, f.Severity, f)
	}
	// Output: gone.yaml: error: cannot be read: no such file
}
