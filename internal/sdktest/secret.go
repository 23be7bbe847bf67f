package sdktest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"expvar"
	"fmt"
	"iter"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Secret stands wherever [Plant] finds a place for a secret.
const Secret = "hunter2"

// secretMembers are the members of SDK structs whose values may be secrets.
var secretMembers = map[reflect.Type]string{
	reflect.TypeFor[types.KeyValuePair]():      "Value",
	reflect.TypeFor[types.Tag]():               "Value",
	reflect.TypeFor[types.ContainerOverride](): "Command",
}

// Plant sets every environment value, word of a command and tag value that can
// be reached from v to [Secret], and returns how many there are.
func Plant(v any) int { return plant(reflect.ValueOf(v), false) }

func plant(v reflect.Value, secret bool) (n int) {
	switch v.Kind() {
	case reflect.Struct:
		for field, f := range v.Fields() {
			if field.IsExported() {
				n += plant(f, secretMembers[v.Type()] == field.Name)
			}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			n = plant(v.Elem(), secret)
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += plant(v.Index(i), secret)
		}
	case reflect.String:
		if secret {
			v.SetString(Secret)
			n = 1
		}
	}
	return n
}

// ShowsSecret reports whether text has [Secret] in it, as it is or in
// hexadecimal.
func ShowsSecret(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, Secret) ||
		strings.Contains(strings.NewReplacer(" ", "", "0x", "").Replace(text), hex.EncodeToString([]byte(Secret)))
}

// Shapes yields v, and values that hold it, by what they are.
func Shapes[T any](v T) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, s := range []struct {
			name  string
			value any
		}{
			{"value", v},
			{"pointer", &v},
			{"slice", []T{v}},
			{"pointers", []*T{&v}},
			{"array", [1]T{v}},
			{"map", map[string]T{"k": v}},
			{"interfaces", []any{v, &v}},
			{"member", struct{ V T }{v}},
			{"pointer member", struct{ P *T }{&v}},
			{"hidden member", struct{ v T }{v}},
			{"hidden pointer", struct{ p *T }{&v}},
			{"hidden slice", struct{ l []T }{[]T{v}}},
			{"hidden map", struct{ m map[string]T }{map[string]T{"k": v}}},
			{"hidden interface", struct{ a any }{v}},
			{"hidden pointer interface", struct{ a any }{&v}},
			{"pointer to hidden member", &struct{ v T }{v}},
		} {
			if !yield(s.name, s.value) {
				return
			}
		}
	}
}

// Printed yields what fmt, log/slog, encoding/json and expvar write of v, by how
// they were asked.
func Printed(v any) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		formats := []string{"no verb", "%*d"} // it is not an argument for a width
		for _, flags := range []string{"", "+", "#", " ", "+#", "60.40"} {
			for _, verb := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" {
				formats = append(formats, "%"+flags+string(verb))
			}
		}
		for _, format := range formats {
			if !yield(format, fmt.Sprintf(format, v)) {
				return
			}
		}
		var log bytes.Buffer
		logged := func(h slog.Handler, args ...any) string {
			log.Reset()
			slog.New(h).With(args...).WithGroup("w").Info("", args...)
			return log.String()
		}
		text, doc := slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)
		marshaled, _ := json.Marshal(v)
		for _, way := range []struct{ name, text string }{
			{"fmt.Sprint", fmt.Sprint(v, v)},
			{"fmt.Sprintln", fmt.Sprintln(v)},
			{"slog text", logged(text, "v", v)},
			{"slog text group", logged(text, slog.Group("g", "v", v))},
			{"slog JSON", logged(doc, "v", v)},
			{"slog JSON group", logged(doc, slog.Group("g", "v", v))},
			{"json.Marshal", string(marshaled)},
			{"expvar", expvar.Func(func() any { return v }).String()},
		} {
			if !yield(way.name, way.text) {
				return
			}
		}
	}
}

// Form is what the ways to write a value make of it.
type Form = struct {
	Name string
	V    any
	Text string // by %v; "" if it is tested elsewhere
	Log  string // by a text handler of slog, with the key v
	JSON string
}

// Forms tests what fmt, log/slog and encoding/json write.
func Forms(t *testing.T, forms []Form) {
	for _, f := range forms {
		t.Run(f.Name, func(t *testing.T) {
			if got := fmt.Sprint(f.V); f.Text != "" && got != f.Text {
				t.Errorf("fmt writes %s\nwant %s", got, f.Text)
			}
			var b bytes.Buffer
			drop := func(groups []string, a slog.Attr) slog.Attr {
				if len(groups) == 0 && a.Key != "v" {
					return slog.Attr{}
				}
				return a
			}
			slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: drop})).Info("", "v", f.V)
			if got := b.String(); got != f.Log+"\n" {
				t.Errorf("slog writes %s\nwant %s", got, f.Log)
			}
			if got, err := json.Marshal(f.V); string(got) != f.JSON || err != nil {
				t.Errorf("json.Marshal gives %s, %v\nwant %s", got, err, f.JSON)
			}
		})
	}
}

// Damaged yields text with one thing wrong at each place outside of [Secret]: a
// byte left out, one put in, or the rest left out.
func Damaged(text string) iter.Seq[string] {
	const bytes = "{}[]<\"'\\,=@:&*!|#?- \n\x00\xffa"
	return func(yield func(string) bool) {
		for i := range len(text) + 1 {
			if j := strings.LastIndex(text[:i], Secret); j >= 0 && i < j+len(Secret) {
				continue
			}
			damaged := []string{text[:i]}
			if i < len(text) && !strings.HasPrefix(text[i:], Secret) {
				damaged = append(damaged, text[:i]+text[i+1:])
			}
			for _, b := range []byte(bytes) {
				damaged = append(damaged, text[:i]+string([]byte{b})+text[i:])
			}
			for _, s := range damaged {
				if !yield(s) {
					return
				}
			}
		}
	}
}
