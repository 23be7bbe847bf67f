// Package document reads requests that are saved in files, for tools that check
// them before they are sent:
//
//	doc, err := document.Read("deploy.yaml", text)
//	if err != nil {
//		log.Print(err) // what could not be read; the rest is checked all the same
//	}
//	for _, f := range doc.Check() {
//		fmt.Printf("%s:%s: %s: %v\n", doc.Name, f.Pos, f.Severity, f)
//	}
//
// A file is JSON or YAML, and has the form that the AWS CLI takes with
// --cli-input-json and --cli-input-yaml. It holds requests for StartTask, for
// RunTask, or for both: see [WithOperation]. A YAML file may have several, each in a
// document of its own, separated by lines of ---. A JSON file has one: the AWS CLI
// accepts neither a list nor several values in a row, so such a file would be valid
// here and nowhere else.
//
// # Findings
//
// [Document.Check] returns what cannot be read together with what breaks a rule, in
// the order of the text. Each finding has its [field.Pos]: that of the value it is
// about, of the name of a member that should not be there, or, where something is
// missing, of the value that lacks it. Paths lead from the request down.
//
// # Limits
//
// A text may have up to 2 MiB and 32768 values, nested up to 256 levels deep. A
// YAML alias counts as its value. This package does not open files.
//
// # JSON
//
// JSON is read as the AWS CLI reads it, and as strictly as starttask.Parse does. A
// byte order mark is an error.
//
// # YAML
//
// Scalars mean what they mean to the AWS CLI: those of YAML 1.2, with underscores
// in numbers, 0b11 and -0x1F besides. Tags other than !!str, !!int, !!float, !!bool,
// !!null, !!map and !!seq are errors, and so are dates and merge keys. A byte order
// mark at the beginning is skipped.
//
// # Secrets
//
// Environment values, commands and tag values do not reach a finding, nor what fmt
// and encoding/json write of a [Document] and a [Request]. The SDK's inputs show
// all that they hold. Text in the place of a member's name is shown: it is part of
// the path.
package document
