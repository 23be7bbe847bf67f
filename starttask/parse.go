package starttask

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

// Parse reads a request from JSON, the document that the AWS CLI takes with
// --cli-input-json and prints with --generate-cli-skeleton. It is strict:
// unknown members, members given twice, nulls and values of another type are
// errors, all of them reported at once as [field.Errors] with their paths. The
// hint of an unknown member says where a member of that name exists. Text that
// is not a JSON object is a [*shorthand.SyntaxError]; more than
// [shorthand.MaxSize] bytes are a [*field.Error].
//
// Parse does not apply the rules: Build and Check do. With an error comes a
// Builder of all that fits. It keeps the error: Check returns it together with
// what the rules find in the rest, and so does Build, which therefore always
// fails, whatever is set later.
func Parse(json []byte) (Builder, error) {
	b, err := parse(json)
	if err != nil {
		b = b.WithRules(rules.Unread(err))
	}
	return b, err
}

func parse(json []byte) (Builder, error) {
	if err := tree.CheckSize(len(json)); err != nil {
		return Builder{}, err
	}
	text := string(json)
	if rest := strings.TrimLeft(text, " \t\r\n"); !strings.HasPrefix(rest, "{") {
		return Builder{}, noObject(text, len(text)-len(rest))
	}
	var r request
	err := shorthand.Unmarshal(text, &r, shorthand.Strict())
	explainUnknown(err)
	return From(&r.StartTaskInput), err
}

func noObject(text string, offset int) error {
	actual := "the end of the text"
	if offset < len(text) {
		_, size := utf8.DecodeRuneInString(text[offset:])
		actual = strconv.Quote(text[offset : offset+size])
	}
	hint := ""
	if strings.HasPrefix(text[offset:], "\uFEFF") {
		hint = "take the byte order mark at the beginning away"
	}
	return shorthand.SyntaxError{
		Offset: offset, Expected: `a JSON object, which begins with "{"`, Actual: actual, Hint: hint,
	}.WithInput(text)
}

// request is a StartTaskInput that can be decoded. The SDK only encodes it.
type request struct{ ecs.StartTaskInput }

// Deserialize implements [smithy.Deserializable].
func (r *request) Deserialize(d smithy.ShapeDeserializer) error {
	return smithy.ReadStruct(d, schemas.StartTaskRequest, func(m *smithy.Schema) error {
		switch m {
		case schemas.StartTaskRequest_cluster:
			return readText(d, m, &r.Cluster)
		case schemas.StartTaskRequest_containerInstances:
			return readTexts(d, m, &r.ContainerInstances)
		case schemas.StartTaskRequest_enableECSManagedTags:
			return d.ReadBool(m, &r.EnableECSManagedTags)
		case schemas.StartTaskRequest_enableExecuteCommand:
			return d.ReadBool(m, &r.EnableExecuteCommand)
		case schemas.StartTaskRequest_group:
			return readText(d, m, &r.Group)
		case schemas.StartTaskRequest_networkConfiguration:
			r.NetworkConfiguration = new(types.NetworkConfiguration)
			return r.NetworkConfiguration.Deserialize(d)
		case schemas.StartTaskRequest_overrides:
			r.Overrides = new(types.TaskOverride)
			return r.Overrides.Deserialize(d)
		case schemas.StartTaskRequest_propagateTags:
			return d.ReadString(m, (*string)(&r.PropagateTags))
		case schemas.StartTaskRequest_referenceId:
			return readText(d, m, &r.ReferenceId)
		case schemas.StartTaskRequest_startedBy:
			return readText(d, m, &r.StartedBy)
		case schemas.StartTaskRequest_tags:
			return readList(d, m, &r.Tags)
		case schemas.StartTaskRequest_taskDefinition:
			return readText(d, m, &r.TaskDefinition)
		case schemas.StartTaskRequest_volumeConfigurations:
			return readList(d, m, &r.VolumeConfigurations)
		}
		return nil
	})
}

func readText(d smithy.ShapeDeserializer, m *smithy.Schema, v **string) error {
	*v = new(string)
	return d.ReadString(m, *v)
}

func readTexts(d smithy.ShapeDeserializer, m *smithy.Schema, v *[]string) error {
	*v = []string{}
	return smithy.ReadList(d, m, func() error {
		var text string
		err := d.ReadString(m.ListMember(), &text)
		*v = append(*v, text)
		return err
	})
}

func readList[T any, P interface {
	*T
	smithy.Deserializable
}](d smithy.ShapeDeserializer, m *smithy.Schema, v *[]T) error {
	*v = []T{}
	return smithy.ReadList(d, m, func() error {
		var element T
		err := P(&element).Deserialize(d)
		*v = append(*v, element)
		return err
	})
}
