package structtag

import (
	"errors"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
	"github.com/go-playground/validator/v10"
)

// memoryTag is the tag that can name another field.
const memoryTag = "fargate_memory"

// Register adds the tags and the checks of the SDK's requests to v. Like all
// registration with a validator it must come before the first use of v, and is
// not safe for concurrent use. A nil v is an error.
func Register(v *validator.Validate) error {
	if v == nil {
		return errors.New("structtag: the validator is nil")
	}
	for tag, w := range vocabulary {
		if err := v.RegisterValidation(tag, func(fl validator.FieldLevel) bool {
			if w.fault(tag, fl.Field()) != nil {
				return false
			}
			return fl.Param() == "" || tag != memoryTag || isSize(fl)
		}); err != nil {
			return err
		}
	}
	register[ecs.StartTaskInput](v)
	register[ecs.RunTaskInput](v)
	register[types.NetworkConfiguration](v)
	register[types.TaskOverride](v)
	return nil
}

// isSize reports whether the memory in the field of fl is one that Fargate has
// with the cpu in the field that the parameter names.
func isSize(fl validator.FieldLevel) bool {
	cpuField, _, _, found := fl.GetStructFieldOK2()
	if !found {
		return false
	}
	cpu, wrong := text(memoryTag, cpuField)
	memory, _ := text(memoryTag, fl.Field())
	return wrong == nil && rules.Check(&types.TaskOverride{Cpu: &cpu, Memory: &memory}, rules.FargateTask(fargate.Linux)).Err() == nil
}

// register adds the check of T to v. The rules reach every part of a T, so the
// validator does not look into it.
func register[T any](v *validator.Validate) {
	skip := make(map[string]string)
	for f := range reflect.TypeFor[T]().Fields() {
		skip[f.Name] = "-"
	}
	v.RegisterStructValidationMapRules(skip, *new(T))
	v.RegisterStructValidation(func(sl validator.StructLevel) {
		value := sl.Current().Interface().(T)
		for e := range field.All(rules.Check(&value).Err()) {
			name := goPath(e.Path)
			if name == "" {
				name = sl.Current().Type().Name()
			}
			sl.ReportError(e, name, name, e.Rule, "")
		}
	}, *new(T))
}

// goPath returns p with the names of the Go fields in place of the members'.
func goPath(p field.Path) string {
	members := strings.Split(string(p), ".")
	for i, m := range members {
		if m != "" {
			members[i] = strings.ToUpper(m[:1]) + m[1:]
		}
	}
	return strings.Join(members, ".")
}
