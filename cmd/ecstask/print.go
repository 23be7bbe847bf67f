package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/gocode"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/shell"
	"github.com/ecstask/ecstask/shorthand"
)

// printers are the ways to print a request, by their names. The options that
// say how to send it stand in a command, which sends it, and nowhere else.
var printers = map[string]func(*operation, *request.Request, []grading, globalOptions) ([]byte, error){
	"json": printJSON, "command": printCommand, "shorthand": printShorthand, "go": printGo,
}

func printJSON(op *operation, in *request.Request, _ []grading, _ globalOptions) ([]byte, error) {
	doc, err := op.JSON(in)
	return indent(doc), err
}

// indent returns a JSON document as the AWS CLI prints it.
func indent(doc []byte) []byte {
	var b bytes.Buffer
	_ = json.Indent(&b, doc, "", "    ")
	b.WriteByte('\n')
	return b.Bytes()
}

func printCommand(op *operation, in *request.Request, _ []grading, g globalOptions) ([]byte, error) {
	line, err := op.Command(in)
	for _, o := range [...]struct {
		name  string
		value *string
	}{{"--region", g.Region}, {"--profile", g.Profile}, {"--endpoint-url", g.EndpointURL}} {
		switch {
		case o.value == nil:
		case strings.HasPrefix(*o.value, "-"):
			line += " " + shell.Quote(o.name+"="+*o.value)
		default:
			line += " " + o.name + " " + shell.Quote(*o.value)
		}
	}
	return append([]byte(line), '\n'), err
}

func printGo(op *operation, in *request.Request, gradings []grading, _ globalOptions) ([]byte, error) {
	changes := make([]gocode.Change, len(gradings))
	for i, g := range gradings {
		changes[i] = gocode.Change{Option: gradeOptions[g.grade].name, ID: g.id}
	}
	return gocode.Program(op.Operation, in, changes)
}

// printShorthand prints each structure of the request on a line of its own,
// after its path.
func printShorthand(_ *operation, in *request.Request, _ []grading, _ globalOptions) ([]byte, error) {
	var b bytes.Buffer
	var failed error
	add := func(p field.Path, src smithy.Serializable) {
		text, err := shorthand.Marshal(src)
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", p, err)
		}
		fmt.Fprintf(&b, "%s: %s\n", p, text)
	}
	if in.Overrides != nil {
		add("overrides", in.Overrides)
	}
	if in.NetworkConfiguration != nil {
		add("networkConfiguration", in.NetworkConfiguration)
	}
	for i := range in.CapacityProviderStrategy {
		add(field.Path("capacityProviderStrategy").Index(i), &in.CapacityProviderStrategy[i])
	}
	for i := range in.PlacementConstraints {
		add(field.Path("placementConstraints").Index(i), &in.PlacementConstraints[i])
	}
	for i := range in.PlacementStrategy {
		add(field.Path("placementStrategy").Index(i), &in.PlacementStrategy[i])
	}
	for i := range in.Tags {
		add(field.Path("tags").Index(i), &in.Tags[i])
	}
	for i := range in.VolumeConfigurations {
		add(field.Path("volumeConfigurations").Index(i), &in.VolumeConfigurations[i])
	}
	return b.Bytes(), failed
}
