package starttask

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/shell"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/shorthand"
)

// Command returns the line that sends in by the AWS CLI, quoted for POSIX
// shells:
//
//	aws ecs start-task --cluster production --task-definition web:7 ...
//
// The options are in the order of the AWS CLI's reference, and structures in
// shorthand. A request that options cannot say exactly is written by
// --cli-input-json, whole: one with a control character or text that is not
// UTF-8, or with an option's value that the AWS CLI would load from elsewhere,
// such as file://x or https://x. The line holds all of the request, secrets
// included. A nil request is an error.
func Command(in *ecs.StartTaskInput) (string, error) {
	json, err := JSON(in)
	if err != nil {
		return "", err
	}
	words, ok := arguments(in)
	if !ok {
		words = []string{"--cli-input-json", string(json)}
	}
	line := "aws ecs start-task"
	for _, w := range words {
		line += " " + shell.Quote(w)
	}
	return line, nil
}

// arguments returns the options that say in, unless they cannot.
func arguments(in *ecs.StartTaskInput) ([]string, bool) {
	var a args
	a.text("--cluster", in.Cluster)
	a.text("--task-definition", in.TaskDefinition)
	if in.Overrides != nil {
		a.values("--overrides", in.Overrides)
	}
	a.texts("--container-instances", in.ContainerInstances)
	a.text("--started-by", in.StartedBy)
	a.text("--group", in.Group)
	if in.NetworkConfiguration != nil {
		a.values("--network-configuration", in.NetworkConfiguration)
	}
	if in.EnableECSManagedTags {
		a.add("--enable-ecs-managed-tags")
	}
	if in.EnableExecuteCommand {
		a.add("--enable-execute-command")
	}
	if in.PropagateTags != "" {
		a.text("--propagate-tags", (*string)(&in.PropagateTags))
	}
	a.text("--reference-id", in.ReferenceId)
	if in.Tags != nil {
		a.values("--tags", serializables(in.Tags)...)
	}
	if in.VolumeConfigurations != nil {
		a.values("--volume-configurations", serializables(in.VolumeConfigurations)...)
	}
	return a.words, !a.unfit
}

func serializables[T any, P interface {
	*T
	smithy.Serializable
}](list []T) []smithy.Serializable {
	s := make([]smithy.Serializable, len(list))
	for i := range list {
		s[i] = P(&list[i])
	}
	return s
}

// args gathers the words of a command line.
type args struct {
	words []string
	unfit bool // the AWS CLI would read some word as something else
}

func (a *args) add(words ...string) {
	for _, w := range words {
		control := func(r rune) bool { return r < ' ' || r == 0x7f }
		a.unfit = a.unfit || !utf8.ValidString(w) || strings.ContainsFunc(w, control)
	}
	a.words = append(a.words, words...)
}

// text adds an option with a text. One that begins with a hyphen looks like an
// option, unless it stands in the same word.
func (a *args) text(option string, value *string) {
	switch {
	case value == nil:
	case strings.HasPrefix(*value, "-"):
		a.unfit = a.unfit || *value == "--" // which the AWS CLI drops
		a.add(option + "=" + *value)
	default:
		a.unfit = a.unfit || isReference(*value)
		a.add(option, *value)
	}
}

// texts adds an option with a list of texts: one word each if all are plain, or
// else one JSON list.
func (a *args) texts(option string, values []string) {
	if values == nil {
		return
	}
	words := values
	if slices.ContainsFunc(values, func(v string) bool {
		return !shell.IsPlain(v) || strings.HasPrefix(v, "-") || isReference(v)
	}) {
		words = []string{jsonTexts(values)}
	}
	a.add(option)
	a.add(words...)
}

// values adds an option with structures in shorthand, one word each. If one of
// them needs JSON, all of a list must be JSON.
func (a *args) values(option string, values ...smithy.Serializable) {
	words := []string{option}
	json := false
	for _, v := range values {
		word, err := shorthand.Marshal(v)
		a.unfit = a.unfit || err != nil
		json = json || strings.HasPrefix(word, "{")
		words = append(words, word)
	}
	if json {
		for i, v := range values {
			words[1+i] = string(wire.Encode(v))
		}
	}
	a.add(words...)
}

func jsonTexts(texts []string) string {
	list := []byte{'['}
	for i, s := range texts {
		if i > 0 {
			list = append(list, ',')
		}
		list = wire.AppendString(list, s)
	}
	return string(append(list, ']'))
}

// isReference reports whether the AWS CLI would load the value of an option
// from elsewhere.
func isReference(s string) bool {
	for _, scheme := range [...]string{"file://", "fileb://", "http://", "https://"} {
		if strings.HasPrefix(s, scheme) {
			return true
		}
	}
	return false
}
