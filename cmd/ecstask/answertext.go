package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// textOutput returns v as lines of columns with tabs between them.
func textOutput(v any) []byte {
	var b bytes.Buffer
	writeColumns(&b, v, "", nil)
	return b.Bytes()
}

// writeColumns writes v, which is the member name of something, or stands by
// itself. columns are the names of the columns of an object in a list.
func writeColumns(b *bytes.Buffer, v any, name string, columns []string) {
	switch v := v.(type) {
	case []any:
		writeRows(b, v, name)
	case map[string]any:
		if columns == nil {
			columns = columnsOf([]any{v})
		}
		var row []string
		for _, c := range columns {
			cell := ""
			if value, ok := v[c]; ok {
				cell = scalarText(value)
			}
			row = append(row, cell)
		}
		writeRow(b, name, row)
		for _, member := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains(columns, member) {
				writeColumns(b, v[member], member, nil)
			}
		}
	default:
		b.WriteString(scalarText(v) + "\n")
	}
}

// writeRows writes a list: objects as rows of the same columns, and of other
// things first what is no list.
func writeRows(b *bytes.Buffer, list []any, name string) {
	if slices.ContainsFunc(list, isObject) {
		columns := columnsOf(list)
		for _, e := range list {
			writeColumns(b, e, name, columns)
		}
		return
	}
	var row []string
	for _, e := range list {
		if !isList(e) {
			row = append(row, scalarText(e))
		}
	}
	if name == "" {
		writeRow(b, "", row)
	} else {
		for _, cell := range row {
			writeRow(b, name, []string{cell})
		}
	}
	for _, e := range list {
		if isList(e) {
			writeColumns(b, e, name, nil)
		}
	}
}

func writeRow(b *bytes.Buffer, name string, row []string) {
	if len(row) == 0 {
		return
	}
	if name != "" {
		row = append([]string{strings.ToUpper(name)}, row...)
	}
	b.WriteString(strings.Join(row, "\t") + "\n")
}

// columnsOf returns the names of the members of objects in a list that are
// neither lists nor objects.
func columnsOf(list []any) []string {
	columns := []string{} // not nil: there may be none
	for _, e := range list {
		object, _ := e.(map[string]any)
		for name, v := range object {
			if !isList(v) && !isObject(v) {
				columns = append(columns, name)
			}
		}
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

func isList(v any) bool   { _, ok := v.([]any); return ok }
func isObject(v any) bool { _, ok := v.(map[string]any); return ok }

// scalarText returns v as Python prints it.
func scalarText(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return v
	case json.Number:
		return v.String()
	}
	text, _ := json.Marshal(v)
	return string(text)
}
