package tree

// instead says what to write where one thing is wanted and a value of a kind stands.
var instead = map[string]map[Kind]string{
	"an integer":  {String: "write a whole number, without quotes"},
	"a number":    {String: "write a number, without quotes"},
	"a boolean":   {String: "write true or false, without quotes", Number: "write true or false"},
	"a string":    {Number: "put the value in double quotes", Bool: "put the value in double quotes", List: "write one text, in double quotes", Object: "write one text, in double quotes"},
	"a timestamp": {Bool: timestampHint, List: timestampHint, Object: timestampHint},
	"a list":      {String: listHint, Number: listHint, Bool: listHint, Object: listHint},
	"a structure": {String: objectHint, Number: objectHint, Bool: objectHint, List: "write the object without the list around it"},
	"a map":       {String: objectHint, Number: objectHint, Bool: objectHint, List: "write an object, {...}"},
}

const (
	listHint      = "put it in brackets, [...], even if it is the only element"
	objectHint    = "write an object, {...}"
	timestampHint = "write 2006-01-02T15:04:05Z, or seconds since 1970"
)

// isPlain has what holds no secret, so that a text in its place can be shown.
var isPlain = map[string]bool{"an integer": true, "a number": true, "a boolean": true}
