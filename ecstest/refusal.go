package ecstest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// refusal is an error document of the service.
type refusal struct {
	status        int
	code, message string
	resources     []string // of a ConflictException
}

func (r *refusal) Error() string { return r.code + ": " + r.message }

func (r *refusal) document() []byte {
	text, err := json.Marshal(struct {
		Type      string   `json:"__type"`
		Message   string   `json:"message"`
		Resources []string `json:"resourceIds,omitempty"`
	}{r.code, r.message, r.resources})
	if err != nil {
		return []byte("{}")
	}
	return text
}

func refuse(code, format string, args ...any) error {
	return &refusal{status: http.StatusBadRequest, code: code, message: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) error {
	return refuse("InvalidParameterException", format, args...)
}

func clientError(format string, args ...any) error {
	return refuse("ClientException", format, args...)
}

// unsupported refuses what ECS can do and this server cannot.
func unsupported(format string, args ...any) error {
	return refuse("UnsupportedFeatureException", "ecstest does not "+format, args...)
}
