package awscli

import (
	"context"
	"encoding/json"
)

// Offer is what aws offers for one command of ECS.
type Offer struct {
	Options []Option // of the command
	Global  []Option // of all commands
	Members []Member // of the request in the model of the service
}

// Option is an option of aws as its parser takes it.
type Option struct {
	Name     string // with its hyphens
	Words    string // how many words it takes: "0", "1", "?" or "*"
	Required bool
	Choices  []string
}

// Member is a member of a request, at any depth.
type Member struct {
	Path          string // such as RunTask.tags[].key
	Type, Shape   string // of the innermost element of lists; Shape is the name of the type
	Required      bool
	Enum          []string
	Limits        []string // such as max=128
	Documentation string   // HTML
}

// Offer returns what c offers for a command of ECS, such as run-task. It asks the
// process that [CLI.Capture] uses.
func (c *CLI) Offer(ctx context.Context, name string) (o Offer, err error) {
	res, err := c.drive(ctx, command{Args: []string{name}, Offer: true})
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(res.Stdout), &o)
}
