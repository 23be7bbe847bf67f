package wire

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	documentjson "github.com/aws/smithy-go/document/json"
)

// WriteDocument implements [smithy.ShapeSerializer].
func (w *walker) WriteDocument(m *smithy.Schema, v document.Value) {
	switch v := v.(type) {
	case document.Null:
		w.WriteNil(m)
	case document.Boolean:
		w.WriteBool(m, bool(v))
	case document.Number:
		w.out.raw(w.next(m), []byte(v))
	case document.String:
		w.WriteString(m, string(v))
	case document.Blob:
		w.WriteBlob(m, v)
	case document.Timestamp:
		w.WriteTime(m, time.Time(v))
	case document.List:
		w.WriteList(m)
		for _, item := range v {
			w.WriteDocument(nil, item)
		}
		w.CloseList()
	case document.Map:
		w.documentMap(m, v)
	case document.Structure:
		w.documentMap(m, v.Members)
	case document.Opaque:
		w.out.raw(w.next(m), marshal(v.Value))
	case *document.Opaque:
		if v != nil {
			w.WriteDocument(m, *v)
			return
		}
		w.noDocument()
	default:
		w.noDocument()
	}
}

func (w *walker) documentMap(m *smithy.Schema, members map[string]document.Value) {
	w.WriteMap(m)
	for _, key := range slices.Sorted(maps.Keys(members)) {
		w.WriteKey(nil, key)
		w.WriteDocument(nil, members[key])
	}
	w.CloseMap()
}

// noDocument stands for a document that is not there: nothing, as in the SDK,
// but null where a name is waiting for its value.
func (w *walker) noDocument() {
	if w.kind == variant || w.kind == entry {
		w.WriteNil(nil)
	}
}

// marshal returns v, a Go value of any type, as JSON, or null if it has none. The
// SDK drops the error and writes nothing in its place.
func marshal(v any) []byte {
	var json []byte
	var err error
	if m, ok := v.(document.Marshaler); ok {
		json, err = m.MarshalSmithyDocument()
	} else {
		json, err = documentjson.NewEncoder().Encode(v)
	}
	if err != nil || len(json) == 0 {
		return []byte("null")
	}
	return json
}
