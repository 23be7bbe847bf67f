package rules

import "strings"

// arn is an Amazon Resource Name, arn:partition:service:region:account:resource.
type arn struct{ partition, service, region, account, resource string }

// isARN reports whether s is meant as an ARN.
func isARN(s string) bool { return strings.HasPrefix(s, "arn:") }

// parseARN splits s. It checks that the parts are there, not what they say.
func parseARN(s string) (a arn, ok bool) {
	rest, ok := strings.CutPrefix(s, "arn:")
	for _, part := range [...]*string{&a.partition, &a.service, &a.region, &a.account} {
		if !ok {
			return arn{}, false
		}
		*part, rest, ok = strings.Cut(rest, ":")
	}
	a.resource = rest
	return a, ok && a.partition != "" && a.service != "" && a.resource != ""
}

// parseECS splits s if it is an ARN of Amazon ECS with a region and an account.
func parseECS(s string) (a arn, ok bool) {
	a, ok = parseARN(s)
	return a, ok && a.service == "ecs" && isRegion(a.region) && isAccount(a.account)
}

// nameInARN returns what follows the resource type, such as "cluster/", in the
// ARN s of such a resource of Amazon ECS.
func nameInARN(s, resourceType string) (name string, ok bool) {
	if a, ok := parseECS(s); ok && strings.HasPrefix(a.resource, resourceType) {
		return a.resource[len(resourceType):], true
	}
	return "", false
}

// partitions are those that AWS had when this table was made, 2026-11.
var partitions = [...]string{
	"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
}

// isRegion reports whether s can be a region, known or not.
func isRegion(s string) bool { return s != "" && consistsOf(s, regionChar) }

func isAccount(s string) bool { return len(s) == 12 && consistsOf(s, digit) }

// Classes of ASCII characters.
type class uint16

const (
	digit class = 1 << iota
	lowerHex
	letter
	dashOrUnderscore
	slash
	roleSign   // + = , . @
	printable  // of ASCII, but for the blank
	regionChar // a-z 0-9 -
	plain      // printable, and not in isStray

	nameChar   = letter | digit | dashOrUnderscore
	bucketChar = regionChar // and dots
	idChar     = letter | regionChar
)

var classOf = func() (t [256]class) {
	for c := range t {
		ch := byte(c)
		if '!' <= ch && ch <= '~' {
			t[c] |= printable
			if !isStray(rune(c)) {
				t[c] |= plain
			}
		}
		if '0' <= ch && ch <= '9' {
			t[c] |= digit | lowerHex | regionChar
		}
		if 'a' <= ch && ch <= 'f' {
			t[c] |= lowerHex
		}
		if 'a' <= ch && ch <= 'z' || ch == '-' {
			t[c] |= regionChar
		}
		if 'a' <= ch && ch <= 'z' || 'A' <= ch && ch <= 'Z' {
			t[c] |= letter
		}
	}
	for c, in := range map[class]string{dashOrUnderscore: "-_", slash: "/", roleSign: "+=,.@"} {
		for _, ch := range []byte(in) {
			t[ch] |= c
		}
	}
	return t
}()

func consistsOf(s string, c class) bool {
	for i := range len(s) {
		if classOf[s[i]]&c == 0 {
			return false
		}
	}
	return true
}
