package rules

import (
	"strings"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
)

// anyText is a text of the request, wherever it stands.
type anyText struct {
	path    string
	text    string
	refused bool // an error says that its form is wrong
}

// textTable holds the rules that look at every text.
var textTable = &table[anyText]{
	rows: []row[anyText]{
		{
			Rule: Rule{
				ID: "text-utf8", Field: "cluster", What: "Every text of the request is valid UTF-8. The SDK silently sends U+FFFD instead of the invalid bytes.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Observed, Source: blob("aws/smithy-go", "v1.28.9", "transport/http/protocol/internal/json/shape_serializer.go"),
			},
			check: func(r *run, t *anyText) {
				if !utf8.ValidString(t.text) {
					r.report(t.path, "is not valid UTF-8: the SDK silently sends U+FFFD instead of the invalid bytes", "write text in UTF-8, and bytes in base64")
				}
			},
		},
		{
			Rule: Rule{
				ID: "text-nul", Field: "cluster", What: "No text of the request contains NUL, the character U+0000: the arguments and variables of a program cannot contain it. A text with an error in its form is not checked.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: "https://pubs.opengroup.org/onlinepubs/9799919799/functions/exec.html",
			},
			check: func(r *run, t *anyText) {
				if strings.IndexByte(t.text, 0) >= 0 && !t.refused {
					r.report(t.path, "contains NUL, which ends the text for most programs", "remove it, or write the text in base64")
				}
			},
		},
	},
}

// checkTexts applies the rules for every text to those in src.
func (r *run) checkTexts(src smithy.Serializable) {
	if r.extent.ValidUTF8 && !r.extent.NUL {
		return
	}
	refused := make(map[field.Path]bool)
	for _, e := range r.found {
		if e.Severity == field.SeverityError && (e.Kind == field.Invalid || e.Kind == field.Unknown) {
			refused[e.Path] = true
		}
	}
	wire.Strings(src, func(path []byte, s string) {
		textTable.check(r, &anyText{string(path), s, refused[field.Path(path)]})
	})
}
