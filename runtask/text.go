package runtask

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/internal/request"
)

// Parse reads a request from JSON, the document that the AWS CLI takes with
// --cli-input-json and prints with --generate-cli-skeleton. It is strict:
// unknown members, members given twice, nulls and values of another type are
// errors, all of them reported at once as [field.Errors] with their paths. The
// hint of an unknown member says where a member of that name exists. Text that
// is not a JSON object is a *shorthand.SyntaxError; more than shorthand.MaxSize
// bytes, 2 MiB, are a [*field.Error]. Package [github.com/ecstask/ecstask/shorthand]
// documents both.
//
// Parse does not apply the rules: Build and Check do. With an error comes a
// Builder of all that fits. It keeps the error: Check returns it together with
// what the rules find in the rest, and so does Build, which therefore always
// fails, whatever is set later.
//
// Package document reads files: JSON and YAML, with the line of each finding.
func Parse(json []byte) (Builder, error) {
	d, err := request.RunTask.ParseDraft(json)
	return Builder{draft: d}, err
}

// JSON returns in as the SDK writes it into the body of the request: compact,
// with the API's member names, byte for byte. [Parse] and the AWS CLI's
// --cli-input-json read it. A nil request is an error.
//
// If the request has no client token, the SDK adds one to what it sends, and another
// one to each call. JSON leaves it out.
func JSON(in *ecs.RunTaskInput) ([]byte, error) {
	text, err := request.RunTask.JSON(request.FromRunTask(in))
	return text, own(err)
}

// Command returns the line that sends in by the AWS CLI, quoted for POSIX
// shells:
//
//	aws ecs run-task --cluster production --task-definition web:7 ...
//
// Structures are in shorthand. A request that options cannot express exactly is
// written whole, with --cli-input-json: one with a control character or text that
// is not UTF-8, or with a value that the AWS CLI would load from elsewhere, such as
// file://x or https://x. The line holds all of the request, secrets included. A nil
// request is an error.
func Command(in *ecs.RunTaskInput) (string, error) {
	line, err := request.RunTask.Command(request.FromRunTask(in))
	return line, own(err)
}

// own returns err as one of this package.
func own(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("runtask: %w", err)
}
