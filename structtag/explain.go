package structtag

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/rules"
)

// Explain returns the finding behind fe, and whether fe comes from a tag or a
// check of this package. Its Path is fe's namespace.
func Explain(fe validator.FieldError) (*field.Error, bool) {
	if fe == nil {
		return nil, false
	}
	if e, ok := fe.Value().(field.Error); ok && e.Rule == fe.Tag() {
		at := field.Path(strings.TrimSuffix(fe.Namespace(), fe.Field()))
		e.Path = field.Path(fe.Namespace())
		e.Related = slices.Clone(e.Related)
		for i, p := range e.Related {
			e.Related[i] = at + field.Path(goPath(p))
		}
		return &e, true
	}
	w, ok := vocabulary[fe.ActualTag()]
	if !ok {
		return nil, false
	}
	e := w.fault(fe.ActualTag(), reflect.ValueOf(fe.Value()))
	if e == nil {
		e = wrongMemory(fe)
	}
	e.Path = field.Path(fe.Namespace())
	return e, true
}

// wrongMemory explains why fe's tag fargate_memory=CPU failed, though the memory
// can be read. A FieldError does not have the cpu.
func wrongMemory(fe validator.FieldError) *field.Error {
	memory, _ := text(memoryTag, reflect.ValueOf(fe.Value()))
	mib, _ := fargate.ParseMemory(memory)
	var units []string
	for size := range fargate.Sizes(fargate.Linux) {
		if size.Memory == mib {
			units = append(units, strconv.Itoa(int(size.CPU)))
		}
	}
	e := &field.Error{
		Kind: field.Conflict, Severity: field.SeverityError, Value: echo.Quote(memory), Rule: "fargate-size",
		Msg:  "does not go with the cpu in " + fe.Param(),
		Hint: fmt.Sprintf("Fargate has %d MiB with these CPU units: %s", mib, strings.Join(units, ", ")),
	}
	if len(units) == 0 {
		e.Hint = fmt.Sprintf("Fargate has no size with %d MiB; fargate.Sizes lists them all", mib)
	}
	return e
}

// Translate makes v translate its errors for t to the messages of [Explain]. They
// are in English, whatever the language of t.
func Translate(v *validator.Validate, t ut.Translator) error {
	if v == nil || t == nil {
		return errors.New("structtag: the validator or the translator is nil")
	}
	tags := make([]string, 0, len(vocabulary))
	for tag := range vocabulary {
		tags = append(tags, tag)
	}
	for r := range rules.All() {
		tags = append(tags, r.ID)
	}
	for _, tag := range tags {
		if err := v.RegisterTranslation(tag, t, func(ut.Translator) error { return nil }, translate); err != nil {
			return err
		}
	}
	return nil
}

func translate(_ ut.Translator, fe validator.FieldError) string {
	e, ok := Explain(fe)
	if !ok {
		return fe.Error()
	}
	return e.Error()
}
