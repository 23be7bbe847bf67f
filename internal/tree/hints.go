package tree

// usual says what to write where one thing is wanted.
var usual = map[string]string{
	"an integer":  "write a whole number",
	"a number":    "write a number",
	"a boolean":   "write true or false",
	"a string":    "write one text, in double quotes",
	"base64 text": "write the bytes in base64",
	"a timestamp": "write 2006-01-02T15:04:05Z, or seconds since 1970",
	"a list":      "put it in brackets, [...], even if it is the only element",
	"a structure": objectHint,
	"a map":       objectHint,
	oneMember:     "write an object with one member, {...}",
}

// instead says more where a value of a kind is given.
var instead = map[string]map[Kind]string{
	"an integer":  {String: "write a whole number, without quotes"},
	"a number":    {String: "write a number, without quotes"},
	"a boolean":   {String: "write true or false, without quotes"},
	"a string":    {Number: "put the value in double quotes", Bool: "put the value in double quotes"},
	"a list":      {Null: "write a list, [...]"},
	"a structure": {List: "write the object without the list around it"},
}

const objectHint = "write an object, {...}"

// isPlain has what holds no secret, so that a text in its place can be shown.
var isPlain = map[string]bool{"an integer": true, "a number": true, "a boolean": true}
