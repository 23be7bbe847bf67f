// Package query reads the cluster query language of Amazon ECS, in which
// placement constraints of the type memberOf and the filter of
// ListContainerInstances are written.
//
// AWS describes the language in prose and examples
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html),
// without a grammar. This is the one used here:
//
//	expression = or
//	or         = and   { ( "||" | "or" ) and }
//	and        = unary { ( "&&" | "and" ) unary }
//	unary      = ( "!" | "not" ) unary | "(" expression ")" | condition
//	condition  = subject operator [ literal | list ]
//	list       = "[" literal { "," literal } "]"
//	literal    = bare | "'" text "'" | '"' text '"'
//	subject    = agentConnected | agentVersion | ec2InstanceId | registeredAt |
//	             runningTasksCount | task:group | attribute:name
//
// The operators are those of [Op], each in symbols and in words.
//
// # What is inferred
//
// AWS does not document, and no report shows: that not binds closer than and, and
// and closer than or; double quotes; operators without spaces around them; that
// words are lower case only; that =~ has to match the whole value; how agent
// versions compare (as versions, number by number); that a date alone is its
// midnight in UTC, and a time without a zone is in UTC; how attributes are ordered
// by < and > (as numbers or versions if both are, else as texts); what task:group
// means to an instance with tasks of several groups (that one of them matches).
//
// An instance without an attribute does not match attribute:a != b, as reported
// in https://github.com/aws/containers-roadmap/issues/486; not(attribute:a == b)
// does match it.
//
// Regular expressions are Java's. Those that Go's regexp package does not have, or
// reads in another way, such as (?=a), a++ and [a-z&&[^b]], parse, but
// [Expression.Match] does not know whether they match.
package query
