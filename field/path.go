package field

import (
	"cmp"
	"strconv"
	"strings"
)

// Path names a place in a request by API member names, from the request down:
//
//	overrides.containerOverrides[0].environment[2].name
//	tags["team"]
//
// Members are separated by dots, list indexes stand in brackets, and map keys
// stand in brackets as Go strings, so two different places never share a path.
// The empty Path is the request itself. Paths are plain strings: compare them
// with ==.
type Path string

// Child returns the path of the member name below p. A name that could be
// taken for something else (it is empty, or has a dot, a bracket, a quote, a
// backslash or a character that cannot be printed) is written like a map key.
func (p Path) Child(name string) Path {
	if name == "" || strings.ContainsAny(name, ".[]") || len(strconv.Quote(name)) > len(name)+len(`""`) {
		return p.Key(name)
	}
	if p == "" {
		return Path(name)
	}
	return p + "." + Path(name)
}

// Index returns the path of element i of the list at p.
func (p Path) Index(i int) Path {
	return p + "[" + Path(strconv.Itoa(i)) + "]"
}

// Key returns the path of the value under key k of the map at p.
func (p Path) Key(k string) Path {
	return p + "[" + Path(strconv.Quote(k)) + "]"
}

// Join returns the path of sub, itself a path relative to p.
func (p Path) Join(sub Path) Path {
	if p == "" || sub == "" || sub[0] == '[' {
		return p + sub
	}
	return p + "." + sub
}

// Parent returns the path one step above p. The parent of a member of the
// request, and of the request itself, is the empty Path.
func (p Path) Parent() Path {
	last := 0
	for i := 0; i < len(p); {
		last = i
		i += stepLen(p[i:])
	}
	return p[:last]
}

// Contains reports whether q is p or lies below it.
func (p Path) Contains(q Path) bool {
	rest, ok := strings.CutPrefix(string(q), string(p))
	return ok && (p == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Compare orders paths as the request has them on the wire: a place before
// what lies below it, members by name, list elements by index.
func (p Path) Compare(q Path) int {
	for p != "" && q != "" {
		a, b := p[:stepLen(p)], q[:stepLen(q)]
		if a != b {
			if i, ok := index(a); ok {
				if j, ok := index(b); ok {
					return cmp.Compare(i, j)
				}
			}
			return cmp.Compare(strings.TrimPrefix(string(a), "."), strings.TrimPrefix(string(b), "."))
		}
		p, q = p[len(a):], q[len(b):]
	}
	return cmp.Compare(len(p), len(q))
}

// stepLen returns the length of the first step of p: ".name", "name", "[0]" or
// `["key"]`. It is at least 1 for any non-empty p, well formed or not.
func stepLen(p Path) int {
	if strings.HasPrefix(string(p), `["`) {
		if quoted, err := strconv.QuotedPrefix(string(p[1:])); err == nil {
			return min(len(p), len(quoted)+len("[]"))
		}
	}
	if end := strings.IndexAny(string(p[1:]), ".["); end >= 0 {
		return end + 1
	}
	return len(p)
}

func index(step Path) (int, bool) {
	if len(step) < 3 || step[0] != '[' {
		return 0, false
	}
	i, err := strconv.Atoi(string(step[1 : len(step)-1]))
	return i, err == nil
}
