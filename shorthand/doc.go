// Package shorthand reads and writes the AWS CLI's shorthand syntax, the
// key=value form that its options take besides JSON:
//
//	awsvpcConfiguration={subnets=[subnet-1,subnet-2],assignPublicIp=DISABLED}
//
// [Unmarshal] fills any type of a schema-enabled AWS SDK for Go v2 service
// package, through the type's Smithy schema and without reflection over it.
// [UnmarshalList] reads the words of a list-valued option. [Marshal] writes a
// value back. The package knows no service.
//
// # Terminology
//
//   - An argument is one word of the command line, the value of an option.
//   - A text is an argument that is read as shorthand.
//   - A value in a text is a word, a quoted text, a list or a hash. It has no
//     type: the schema says whether it becomes a string, a number, a boolean,
//     a timestamp, a blob, a list, a map, a structure or a union.
//
// # Grammar
//
//	parameter = keyval *( "," keyval )
//	keyval    = assign values
//	assign    = key [ "@" ] "="
//	key       = *( A-Z / a-z / 0-9 / "-" / "_" / "." / "#" / "/" / ":" )
//	values    = <end of input> / list / hash / csv
//	csv       = first [ "," second *( "," second ) ]
//	list      = "[" *( item "," ) [ item ] "]"
//	hash      = "{" *( assign item "," ) [ assign item ] "}"
//	item      = list / hash / first
//	first     = squote / dquote / word1 / ""
//	second    = squote / dquote / word2
//	word1     = ( "\," / start ) *( "\," / any except " ' , ] } )
//	word2     = ( "\," / start ) *( "\," / any except " ' , = )
//	start     = any but white space, except " ' , = [ {
//	squote    = "'" *( "\'" / any except ' ) "'"
//	dquote    = `"` *( `\"` / any except " ) `"`
//
// Here any is any character up to U+FFFF without the ASCII controls other than
// white space; in quotes it is any character at all. White space is skipped
// around "=", "@" and ",", after "[" and "{", and before "]" and "}". It is
// kept inside a word and trimmed from its end.
//
// In a word "\," is a comma, and other backslashes stand for themselves. In
// quotes a backslash escapes the quote and itself, and nothing else.
//
// A comma at the top level goes on with a list only if no "=" follows the
// value behind it: a=b,c is {a: [b, c]}, and a=b,c=d is {a: b, c: d}.
//
// After "@=", a value that begins with file:// or fileb:// is replaced by the
// content of the file, see [WithFiles].
//
// # Conversion
//
// A value where the schema has a list becomes a list of that one value. Numbers
// are written as Python writes them, booleans as true and false in any case,
// blobs in base64, and timestamps as RFC 3339 or seconds since 1970. Inside a
// structure that stands where a list is expected, nothing is converted: write
// containerOverrides=[{name=app,cpu=10}], with the brackets. Only JSON can hold
// documents.
//
// # Differences from the AWS CLI
//
// The yardstick is the AWS CLI, 1.45.55 and 2.36.7: what it accepts is accepted
// with an equal value, what it refuses while reading is refused. It also checks
// for required members, which schemas do not know. It differs otherwise in:
//
//   - An integer that the Go type cannot hold is an error, and so is the JSON
//     value true for a number.
//   - A csv value that turns out to be the next key sends the reader back to
//     the comma before it, never to a comma inside an escape or a quoted text;
//     the AWS CLI drops text there.
//   - file:// for a list-valued option is read as the value of the option. The
//     AWS CLI takes a text as a list of its characters.
//   - http:// and https:// are never fetched.
//   - Blobs are base64, as in version 2, but only white space is skipped in it.
//     The AWS CLI skips whatever is not base64.
//   - A timestamp is seconds since 1970, RFC 3339 and near it, or RFC 1123,
//     not whatever Python's dateutil guesses.
//   - Text that is not UTF-8, and half of a surrogate pair in JSON, are errors.
//   - Nesting is limited by [MaxDepth] and length by [MaxSize].
//   - <...> is read like {...} where the schema has a structure, because that
//     form circulates in documentation. The AWS CLI refuses it there.
//   - The few options of old services whose bare words the AWS CLI takes for
//     structures, such as those of elb register-instances-with-load-balancer,
//     need their keys.
package shorthand
