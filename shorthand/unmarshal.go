package shorthand

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
)

const (
	// MaxDepth is how deep lists and structures may nest in a text.
	MaxDepth = tree.MaxDepth
	// MaxSize is how many bytes a text, or a file it names, may have.
	MaxSize = tree.MaxSize
)

// Option changes how a text is read.
type Option func(*options)

type options struct {
	files    fileReader
	strict   bool
	warnings *field.Findings
	places   *Places
}

func newOptions(opts []Option) options {
	if len(opts) == 0 {
		return options{}
	}
	o := new(options)
	for _, opt := range opts {
		if opt != nil {
			opt(o)
		}
	}
	return *o
}

// WithFiles lets a text name files: file://name for the whole argument, and
// key@=file://name or key@=fileb://name for a value in it. read gets the name
// without the scheme, with no ~ or variable in it expanded. Without this
// option, a text that names a file is an error.
func WithFiles(read func(name string) ([]byte, error)) Option {
	return func(o *options) { o.files = read }
}

// Strict also refuses what the AWS CLI silently drops: the earlier values of a
// key that is repeated in a structure.
func Strict() Option {
	return func(o *options) { o.strict = true }
}

// WithWarnings appends warnings to *to: one for each enum that is empty, which the
// AWS CLI sends and the SDK does not. Their paths are like those of the errors.
func WithWarnings(to *field.Findings) Option {
	return func(o *options) { o.warnings = to }
}

// result returns the errors in found, and hands the warnings on.
func (o options) result(found field.Findings) error {
	if o.warnings != nil {
		*o.warnings = append(*o.warnings, found.Warnings()...)
	}
	return found.Err()
}

// Unmarshal reads arg, the value of one AWS CLI argument, into dst. Text that
// begins with { or [ is JSON, any other is shorthand.
//
// A text that does not parse is a [*SyntaxError], which [field.All] does not
// yield. Values that do not fit dst, and unknown members, are [field.Errors],
// all of them at once, with paths relative to dst; names in a path are cut after
// 100 bytes. A comma ends a shorthand value without quotes, and what follows is
// taken for a member: if nothing in dst has such a name, or nearly so, the error
// gives its column instead, at the path of the structure. A file that cannot be
// read, or a nil dst, is a [*field.Error].
//
// After [field.Errors] dst has what fits: members that do not fit stay as they
// were, and list elements that do not fit are zero, so that the others keep their
// places. After any other error dst is as before.
func Unmarshal(arg string, dst smithy.Deserializable, opts ...Option) error {
	if v := reflect.ValueOf(dst); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return &field.Error{Kind: field.Required, Severity: field.SeverityError, Msg: "dst is nil", Hint: "pass a pointer that is not nil"}
	}
	o := newOptions(opts)
	arg, err := o.argument(arg)
	if err != nil {
		return err
	}
	found, err := o.read(arg, isJSON(arg), dst)
	if err != nil {
		return err
	}
	return o.result(found)
}

// UnmarshalList reads the arguments of a list-valued option: one JSON list, or
// one argument for each element, all of them shorthand or all of them JSON.
// Without arguments the list is empty, not nil.
//
// The errors of all arguments are [field.Errors], in their order, with paths that
// begin with the index of the element. An argument that does not parse is one of
// kind [field.Syntax] that wraps the [*SyntaxError]. The list that comes with
// them has what fits, as [Unmarshal] describes it, and a zero element for each
// argument of which nothing could be read. A JSON list that does not parse is a
// [*SyntaxError].
func UnmarshalList[T any, P interface {
	*T
	smithy.Deserializable
}](args []string, opts ...Option) ([]T, error) {
	o := newOptions(opts)
	list := make([]T, 0, len(args))
	var found field.Findings
	json := false
	for i, arg := range args {
		var err error
		if len(args) == 1 {
			arg, err = o.argument(arg)
		} else {
			err = check(arg)
		}
		if i == 0 && err == nil {
			json = isJSON(arg)
		}
		var element T
		var misfits field.Findings
		switch {
		case err != nil:
		case len(args) == 1 && firstByte(arg) == '[':
			return readList[T, P](o, arg)
		default:
			misfits, err = o.withoutPlaces().read(arg, json, P(&element))
		}
		found = append(found, append(field.Collect(err), misfits...).Under(field.Path("").Index(i))...)
		list = append(list, element)
	}
	return list, o.result(found)
}

// UnmarshalStrings reads the arguments of an option that is a list of strings:
// one JSON list, or one string an argument, taken as it is. Without arguments
// the list is empty, not nil. Errors are those of [UnmarshalList].
func UnmarshalStrings(args []string, opts ...Option) ([]string, error) {
	o := newOptions(opts)
	list := make([]string, 0, len(args))
	var errs field.Findings
	for i, arg := range args {
		var err error
		if len(args) > 1 {
			err = check(arg)
		} else if arg, err = o.argument(arg); err == nil && firstByte(arg) == '[' {
			return readStrings(o, arg)
		}
		if err != nil {
			arg = ""
		}
		errs = append(errs, field.Collect(err).Under(field.Path("").Index(i))...)
		list = append(list, arg)
	}
	return list, errs.Err()
}

func readStrings(o options, arg string) ([]string, error) {
	t := tree.New()
	defer o.done(t, arg)
	if err := o.parse(t, arg, true, nil); err != nil {
		return nil, err
	}
	list := []string{}
	errs := tree.DecodeList(t, func(d smithy.ShapeDeserializer) error {
		var s string
		err := d.ReadString(nil, &s)
		list = append(list, s)
		return err
	})
	return list, errs.Err()
}

func readList[T any, P interface {
	*T
	smithy.Deserializable
}](o options, arg string) ([]T, error) {
	t := tree.New()
	defer o.done(t, arg)
	if err := o.parse(t, arg, true, P(new(T))); err != nil {
		return nil, err
	}
	list := []T{}
	found := tree.DecodeList(t, func(d smithy.ShapeDeserializer) error {
		var element T
		null, err := d.ReadNil(nil)
		if !null && err == nil {
			err = P(&element).Deserialize(d)
		}
		list = append(list, element)
		return err
	})
	return list, o.result(found)
}

// argument returns arg, or the text of the file that it names.
func (o options) argument(arg string) (string, error) {
	if strings.HasPrefix(arg, bytesFile) {
		return "", fileError("", arg, "is binary, but text is needed", "use file://", nil)
	}
	if name, ok := strings.CutPrefix(arg, textFile); ok {
		text, err := o.files.text(name)
		if err != nil {
			return "", err
		}
		arg = text
	}
	return arg, check(arg)
}

// check refuses a text that is too long, or not UTF-8.
func check(arg string) error {
	if err := tree.CheckSize(len(arg)); err != nil {
		return err
	}
	if utf8.ValidString(arg) {
		return nil
	}
	for i := range arg {
		if r, size := utf8.DecodeRuneInString(arg[i:]); r == utf8.RuneError && size == 1 {
			return SyntaxError{Offset: i, Expected: "UTF-8 text", Actual: "another byte"}.WithInput(arg)
		}
	}
	return nil
}

// longArg is the length of an argument from which it pays to count its values
// before reading them.
const longArg = 8 << 10

// isJSON reports whether arg is JSON rather than shorthand.
func isJSON(arg string) bool {
	first := firstByte(arg)
	return first == '{' || first == '['
}

// firstByte returns the first byte of arg behind white space, or 0.
func firstByte(arg string) byte {
	if arg != "" && (arg[0] <= ' ' || arg[0] >= utf8.RuneSelf) {
		arg = strings.TrimLeftFunc(arg, tree.IsSpace)
	}
	if arg == "" {
		return 0
	}
	return arg[0]
}

// read returns what does not fit dst, with warnings, or why arg does not parse.
func (o options) read(arg string, json bool, dst smithy.Deserializable) (field.Findings, error) {
	t := tree.New()
	defer o.done(t, arg)
	if err := o.parse(t, arg, json, dst); err != nil {
		return nil, err
	}
	return tree.Decode(t, dst), nil
}

func (o options) parse(t *tree.Tree, arg string, json bool, dst smithy.Deserializable) error {
	t.KeepDups = o.strict
	if len(arg) > longArg {
		t.Grow(1 + strings.Count(arg, ",") + strings.Count(arg, "[") + strings.Count(arg, "{"))
	}
	if json {
		if err := tree.ParseJSON(t, arg); err != nil {
			return syntaxError(arg, t, dst, err)
		}
		return nil
	}
	t.Coerce, t.Text = true, arg
	var schema *smithy.Schema
	if plain := strings.IndexByte(arg, '=') < 0; plain || strings.IndexByte(arg, '<') >= 0 {
		schema = tree.SchemaOf(dst)
		if plain && isWrapper(schema) {
			root := t.Add(0, tree.Node{Kind: tree.Object})
			t.Add(root, tree.Node{Kind: tree.String, Key: "Value", Text: arg})
			return nil
		}
	}
	return parse(t, arg, schema, o.files, dst)
}

// isWrapper reports whether s is a structure around one string named Value,
// which the AWS CLI takes without its key.
func isWrapper(s *smithy.Schema) bool {
	if s == nil || len(s.Members()) != 1 {
		return false
	}
	m := s.Member("Value")
	return m != nil && (m.Type() == smithy.ShapeTypeString || m.Type() == smithy.ShapeTypeEnum)
}
