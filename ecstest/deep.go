package ecstest

import "reflect"

// deepCopy returns a copy of v that shares no memory with it that anybody could
// change. It follows pointers, slices, maps, interfaces and exported fields; v
// must not contain itself.
func deepCopy[T any](v T) T {
	from := reflect.ValueOf(&v).Elem()
	to := new(T)
	deep(reflect.ValueOf(to).Elem(), from)
	return *to
}

// deep sets to, of the type of from, to a copy of it.
func deep(to, from reflect.Value) {
	to.Set(from)
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			deep(to.Elem(), from.Elem())
		}
	case reflect.Interface:
		if !from.IsNil() {
			inner := reflect.New(from.Elem().Type()).Elem()
			deep(inner, from.Elem())
			to.Set(inner)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				deep(to.Index(i), from.Index(i))
			}
		}
	case reflect.Map:
		if !from.IsNil() {
			to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
			for key, value := range from.Seq2() {
				element := reflect.New(value.Type()).Elem()
				deep(element, value)
				to.SetMapIndex(key, element)
			}
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				deep(to.Field(i), from.Field(i))
			}
		}
	}
}
