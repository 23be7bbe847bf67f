package gocode

import (
	"fmt"
	"reflect"
	"strconv"
)

const awsModule = "github.com/aws/aws-sdk-go-v2/"

// literal returns the Go code of a value of the SDK's types: pointers,
// structures, unions, lists, texts, numbers and booleans.
func (p *program) literal(v any) string { return p.value(reflect.ValueOf(v)) }

// literals returns the code of each element of a list.
func (p *program) literals(list any) []string {
	v := reflect.ValueOf(list)
	elements := make([]string, v.Len())
	for i := range elements {
		elements[i] = p.value(v.Index(i))
	}
	return elements
}

func (p *program) value(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Interface: // a union
		return p.value(v.Elem())
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct {
			return "&" + p.value(v.Elem())
		}
		p.imports[awsModule+"aws"] = true
		name := map[reflect.Kind]string{
			reflect.String: "String", reflect.Int32: "Int32", reflect.Int64: "Int64", reflect.Bool: "Bool",
		}[v.Elem().Kind()]
		return "aws." + name + "(" + p.value(v.Elem()) + ")"
	case reflect.Struct:
		return p.typeName(v.Type()) + p.fields(v)
	case reflect.Slice:
		code := "[]" + p.typeName(v.Type().Elem()) + "{"
		for i := range v.Len() {
			code += "\n" + p.element(v.Index(i)) + ","
		}
		if v.Len() > 0 {
			code += "\n"
		}
		return code + "}"
	case reflect.String:
		return strconv.Quote(v.String())
	}
	return fmt.Sprint(v)
}

func (p *program) element(v reflect.Value) string {
	if v.Kind() == reflect.Struct {
		return p.fields(v)
	}
	return p.value(v)
}

// fields returns the body of a structure's literal: what is not zero.
func (p *program) fields(v reflect.Value) string {
	code := "{"
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() {
			code += "\n" + f.Name + ": " + p.value(v.Field(i)) + ","
		}
	}
	if code != "{" {
		code += "\n"
	}
	return code + "}"
}

func (p *program) typeName(t reflect.Type) string {
	if t.PkgPath() != "" {
		p.imports[t.PkgPath()] = true
	}
	return t.String()
}
