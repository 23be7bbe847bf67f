package rules

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
)

// AsRequest shows StartTask's view of itself to the tests.
func AsRequest(in *ecs.StartTaskInput) *ecs.RunTaskInput {
	r := asRequest(in)
	return &r
}

// AsDefinition shows the view of a registration to the tests.
var AsDefinition = asDefinition

// Severities returns the severities that a rule has, by what the tasks are placed
// on, or nil if it has only one.
func Severities(id string) []field.Severity {
	if by := theEngine().byID[id].launches; by != nil {
		return by[:]
	}
	return nil
}
