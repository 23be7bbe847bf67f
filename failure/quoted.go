package failure

import (
	"regexp"
	"strings"
	"sync"
)

// Quoted explains a refusal that is quoted in a text: in what the AWS CLI or an SDK
// of any language prints, in a line of a log, or ECS's message alone. It reads the
// first 16 KiB.
//
// The result is nil and false if the text has neither a message that is known nor
// the code of an exception. The Err of the result is nil.
func Quoted(text string) (*Refusal, bool) {
	const most = 16 << 10
	text = text[:min(len(text), most)]
	if r := (&Refusal{Message: text}).lookUp(); r.Meaning != "" {
		return r, true
	}
	forms := quotations()
	for range 20 { // words before a colon
		m := forms.FindStringSubmatchIndex(text)
		if m == nil {
			break
		}
		code := 2
		if m[code] < 0 {
			code = 4
		}
		r := &Refusal{Code: text[m[code]:m[code+1]]}
		text = text[m[1]:]
		r.Message = strings.TrimSpace(requestOfJava().ReplaceAllString(text, ""))
		if r.lookUp(); r.Meaning != "" || strings.HasSuffix(r.Code, "Exception") {
			return r, true
		}
	}
	return nil, false
}

// quotations finds the code that precedes a message:
//
//	An error occurred (ClientException) when calling the RunTask operation: …
//	…, api error AccessDeniedException: …
var quotations = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\(([A-Za-z]+)\) when calling the [A-Za-z]+ operation(?: \([^()]*\))?: |\b([A-Z][A-Za-z]+): `)
})

// requestOfJava finds what the SDK for Java puts behind a message.
var requestOfJava = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(` \(Service: [^()]*\)(?: \(SDK [^()]*\))?\s*$`)
})
