package overrides

import (
	"encoding"
	"errors"
	"fmt"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/textform"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/shorthand"
)

var (
	_ encoding.TextMarshaler   = Task{}
	_ encoding.TextUnmarshaler = (*Task)(nil)
	_ slog.LogValuer           = Task{}
	_ slog.LogValuer           = Container{}
)

// String returns the names of the containers. The rest of t may hold secrets:
// [Task.MarshalText] and [JSON] write all of it.
func (t Task) String() string {
	if t.in.Get() == nil {
		return "no overrides"
	}
	return fmt.Sprintf("overrides of containers %q", t.names())
}

// MarshalText returns t in shorthand, or in JSON where shorthand cannot express it,
// secrets included. The text of the zero Task is empty. The options that
// [Task.Rules] returns are not part of the text. A text in t that is not UTF-8 is
// an error.
func (t Task) MarshalText() ([]byte, error) {
	in := t.in.Get()
	if in == nil {
		return nil, nil
	}
	text, err := shorthand.Marshal(in)
	return []byte(text), err
}

// UnmarshalText sets *t to what [Parse] reads, or to the zero Task when text is
// empty. It leaves *t alone when it fails. It makes a Task a flag, by
// [flag.TextVar], and a string in JSON files. The usage text of a flag shows its
// default, secrets included.
func (t *Task) UnmarshalText(text []byte) error { return textform.Text(t, text, Parse) }

// UnmarshalJSON sets *t to what a JSON value says: a string that [Parse] reads, or the
// overrides themselves as an object. null is the zero Task.
func (t *Task) UnmarshalJSON(value []byte) error { return textform.JSON(t, value, Parse) }

// LogValue implements [slog.LogValuer]: the names of the containers and the
// length of the overrides. It has no effect on a Task inside of another value,
// which a JSON handler writes by [Task.MarshalText].
func (t Task) LogValue() slog.Value {
	chars, _ := EncodedLen(t.in.View())
	return slog.GroupValue(slog.Any("containers", t.names()), slog.Int("chars", chars))
}

func (t Task) names() []string {
	in := t.in.View()
	names := make([]string, len(in.ContainerOverrides))
	for i := range names {
		names[i] = name(&in.ContainerOverrides[i])
	}
	return names
}

// EncodedLen returns the length of in as JSON, in Unicode characters and in bytes:
// 0 for nil. ECS accepts 8192 characters, "including the JSON formatting
// characters". It does not allocate.
func EncodedLen(in *types.TaskOverride) (chars, bytes int) { return wire.Len(in) }

var errNil = errors.New("overrides: nil overrides, or overrides with a nil union member, have no JSON")

// JSON returns in as the SDK writes it into the request: compact, with the
// API's member names. Nil overrides are an error.
func JSON(in *types.TaskOverride) ([]byte, error) {
	text := wire.Encode(in)
	if text == nil {
		return nil, errNil
	}
	return text, nil
}
