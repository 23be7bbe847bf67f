// Package either reads JSON values that are either a text or the thing itself.
package either

import (
	"bytes"
	"encoding/json"
)

// Text returns what a parser of shorthand and JSON reads for a JSON value: the
// content of a string, and any other value as it is. null is an empty text.
func Text(value []byte) ([]byte, error) {
	value = bytes.TrimSpace(value)
	switch {
	case bytes.Equal(value, []byte("null")):
		return nil, nil
	case bytes.HasPrefix(value, []byte(`"`)):
		var text string
		err := json.Unmarshal(value, &text)
		return []byte(text), err
	}
	return value, nil
}
