package main

import (
	"github.com/ecstask/ecstask/document"
)

// sample is a sample request, which passes all rules and has every member but those
// left out. The comments of its YAML say what the members are.
type sample struct {
	yaml     []byte
	required string // which members are
	leftOut  []leftOut
}

// leftOut is a member that a sample does not have, with the reason. The comments of
// its YAML have it, too.
type leftOut struct{ member, why string }

// note says what a sample request cannot say itself.
func (s sample) note() string {
	note := s.required + "; take out what the task does not need\n"
	for _, l := range s.leftOut {
		note += l.member + " is left out: " + l.why + "\n"
	}
	return note
}

// skeletons return sample requests, by the values of --generate-cli-skeleton.
var skeletons = map[string]func(*operation) []byte{
	"input":      (*operation).skeletonJSON,
	"yaml-input": func(op *operation) []byte { return op.sample.yaml },
}

func (op *operation) skeletonJSON() []byte {
	doc, err := document.Read("", op.sample.yaml, document.WithFormat(document.YAML), document.WithOperation(op.document))
	if err != nil {
		return nil
	}
	json, err := op.JSON(valuesOf(doc.Requests[0]))
	if err != nil {
		return nil
	}
	return indent(json)
}
