package ebs

import (
	"encoding"
	"fmt"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/textform"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/shorthand"
)

var (
	_ encoding.TextMarshaler   = Volume{}
	_ encoding.TextUnmarshaler = (*Volume)(nil)
	_ slog.LogValuer           = Volume{}
)

// String returns the name of the volume. The values of its tags may be secrets:
// [Volume.MarshalText] and [JSON] write all of it.
func (v Volume) String() string {
	if v.IsZero() {
		return "no volume"
	}
	return fmt.Sprintf("volume %q", ptr.Value(v.in.View().Name))
}

// MarshalText returns v in shorthand, or in JSON where shorthand cannot express it,
// secrets included. The text of the zero Volume is empty. A text in v that is not
// UTF-8 is an error.
func (v Volume) MarshalText() ([]byte, error) {
	in := v.in.Get()
	if in == nil {
		return nil, nil
	}
	text, err := shorthand.Marshal(in)
	return []byte(text), err
}

// UnmarshalText sets *v to what [Parse] reads, or to the zero Volume when text is empty.
// It leaves *v alone when it fails. It makes a Volume a flag, by [flag.TextVar], and a
// string in JSON files. The usage text of a flag shows its default, secrets included.
func (v *Volume) UnmarshalText(text []byte) error { return textform.Text(v, text, Parse) }

// UnmarshalJSON sets *v to what a JSON value says: a string that [Parse] reads, or the
// configuration of the volume itself as an object. null is the zero Volume.
func (v *Volume) UnmarshalJSON(value []byte) error { return textform.JSON(v, value, Parse) }

// LogValue implements [slog.LogValuer]: the name of the volume, its size in GiB and its
// type. It has no effect on a Volume inside of another value, which a JSON handler
// writes by [Volume.MarshalText].
func (v Volume) LogValue() slog.Value {
	in := v.in.View()
	attrs := []slog.Attr{slog.String("name", ptr.Value(in.Name))}
	m := ptr.Value(in.ManagedEBSVolume)
	if m.SizeInGiB != nil {
		attrs = append(attrs, slog.Int("sizeInGiB", int(*m.SizeInGiB)))
	}
	if m.VolumeType != nil {
		attrs = append(attrs, slog.String("volumeType", *m.VolumeType))
	}
	return slog.GroupValue(attrs...)
}

// JSON returns in as the SDK writes it into the request: compact, with the API's member
// names.
func JSON(in types.TaskVolumeConfiguration) []byte { return wire.Encode(&in) }
