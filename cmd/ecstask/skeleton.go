package main

import (
	_ "embed"

	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/starttask"
)

// skeletonYAML is a request that passes all rules and has every member but
// those left out. Its comments say what the members are.
//
//go:embed skeleton.yaml
var skeletonYAML []byte

// leftOut are the members that the sample request does not have, with the
// reasons. The comments of skeletonYAML have them too.
var leftOut = []struct{ member, why string }{
	{"referenceId", "it is for Amazon ECS only"},
	{"overrides.ephemeralStorage", "only tasks on Fargate have it"},
	{"overrides.inferenceAcceleratorOverrides", "the service is gone"},
	{"overrides.containerOverrides[].resourceRequirements[].sharingStrategy", "it stands in place of a GPU's value"},
}

// skeletonNote says what the sample request cannot say itself.
func skeletonNote() string {
	note := "only taskDefinition and containerInstances are required; take out what the task does not need\n"
	for _, l := range leftOut {
		note += l.member + " is left out: " + l.why + "\n"
	}
	return note
}

// skeletons are the sample requests, by the values of --generate-cli-skeleton.
var skeletons = map[string]func() []byte{
	"input":      skeletonJSON,
	"yaml-input": func() []byte { return skeletonYAML },
}

func skeletonJSON() []byte {
	doc, err := document.Read("skeleton.yaml", skeletonYAML)
	if err != nil {
		return nil
	}
	json, err := starttask.JSON(doc.Requests[0].StartTask())
	if err != nil {
		return nil
	}
	return indent(json)
}
