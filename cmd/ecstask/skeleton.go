package main

import (
	_ "embed"

	"go.yaml.in/yaml/v4"
)

// skeletonYAML is a request that passes all rules and has every member that a
// request may have without a warning. Its comments say what the members are.
//
//go:embed skeleton.yaml
var skeletonYAML []byte

const skeletonNote = "ecstask: only taskDefinition and containerInstances are required; take out what the task does not need"

// skeletons are the sample requests, by the values of --generate-cli-skeleton.
var skeletons = map[string]func() []byte{
	"input":      skeletonJSON,
	"yaml-input": func() []byte { return skeletonYAML },
}

func skeletonJSON() []byte {
	var root yaml.Node
	if err := yaml.Load(skeletonYAML, &root); err != nil {
		return nil
	}
	c := newConverter()
	c.value(&root, "", spot{})
	return indent(c.json)
}
