package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
)

// text makes a form the check of a member that is a text.
func text[T any](member string, get func(*T) *string, f form) func(*run, *T) {
	return func(r *run, v *T) {
		if s := get(v); s != nil {
			if msg, hint := f(*s); msg != "" {
				r.reportValue(member, *s, msg, hint)
			}
		}
	}
}

// texts makes a form the check of each element of a list of texts.
func texts[T any](member string, get func(*T) []string, f form) func(*run, *T) {
	return func(r *run, v *T) {
		for i, s := range get(v) {
			if msg, hint := f(s); msg != "" {
				r.reportValue(index(member, i), s, msg, hint)
			}
		}
	}
}

// secret makes of a check one whose findings do not show the value.
func secret[T any](check func(*run, *T)) func(*run, *T) {
	return func(r *run, v *T) {
		r.secret = true
		check(r, v)
		r.secret = false
	}
}

// all makes one check of several.
func all[T any](checks ...func(*run, *T)) func(*run, *T) {
	return func(r *run, v *T) {
		for _, check := range checks {
			check(r, v)
		}
	}
}

// notEmpty makes a check of a member that is a text: it must not be "".
func notEmpty[T any](member string, get func(*T) *string) func(*run, *T) {
	return text(member, get, func(s string) (msg, hint string) {
		if s != "" {
			return "", ""
		}
		return "is empty", "leave it out, or give it a value; " + unset
	})
}

// notLonger makes a check of a member that is a text: it has no more characters
// than the max of the rule.
func notLonger[T any](member string, get func(*T) *string) func(*run, *T) {
	return func(r *run, v *T) {
		s := get(v)
		if s == nil || int64(len(*s)) <= r.max() {
			return
		}
		if n := utf8.RuneCountInString(*s); int64(n) > r.max() {
			r.reportValue(member, *s, fmt.Sprintf("has %d characters, but at most %d are allowed", n, r.max()), "shorten it")
		}
	}
}

// given makes a check of a member that is a text: it must be there, and not be "".
func given[T any](member string, get func(*T) *string, hint string) func(*run, *T) {
	return func(r *run, v *T) {
		switch s := get(v); {
		case s == nil:
			r.report(member, "is required", hint)
		case *s == "":
			r.report(member, "is empty", hint)
		}
	}
}

// chosen makes a check of a member of an enum type that must be there.
func chosen[T any, E ~string](member string, get func(*T) E, hint string) func(*run, *T) {
	return func(r *run, v *T) {
		if get(v) == "" {
			r.report(member, "is required", hint)
		}
	}
}

// atLeastOne makes a check of a list: it has an element, the min of the rule.
func atLeastOne[T, E any](member string, get func(*T) []E, hint string) func(*run, *T) {
	return func(r *run, v *T) {
		switch list := get(v); {
		case list == nil:
			r.report(member, "is required", hint)
		case len(list) == 0:
			r.report(member, "is empty", hint)
		}
	}
}

// atMost makes a check of a list: it has no more elements than the max of the rule.
func atMost[T, E any](member string, get func(*T) []E, hint string) func(*run, *T) {
	return func(r *run, v *T) {
		if n := len(get(v)); int64(n) > r.max() {
			are := "are"
			if r.max() == 1 {
				are = "is"
			}
			r.report(member, fmt.Sprintf("has %d elements, but at most %d %s allowed", n, r.max(), are), hint)
		}
	}
}

// unique makes a check of a list: no two elements have the same key. Elements
// with the key "" are left out.
func unique[T, E any](member, child string, get func(*T) []E, key func(*E) string, hint string) func(*run, *T) {
	return func(r *run, v *T) {
		list := get(v)
		repeats(list, key, func(i, first int) {
			value := key(&list[i])
			if strings.IndexByte(value, '=') >= 0 {
				value = "" // behind the = of a variable there may be a secret
			}
			r.reportValue(index(member, i)+child, value, "is also in "+index(member, first), hint, field.Path(index(member, first)+child))
		})
	}
}

// repeats calls visit with the index of each element whose key an earlier
// element has, and with the index of that element.
func repeats[E any](list []E, key func(*E) string, visit func(i, first int)) {
	const few = 16
	if len(list) <= few {
		var seen uint64 // a bit for the ends of the keys: most keys differ there
		for i := range list {
			k := key(&list[i])
			if k == "" {
				continue
			}
			bit := uint64(1) << (k[len(k)-1] & 63)
			for first := 0; first < i && seen&bit != 0; first++ {
				if key(&list[first]) == k {
					visit(i, first)
					break
				}
			}
			seen |= bit
		}
		return
	}
	seen := make(map[string]int, len(list))
	for i := range list {
		k := key(&list[i])
		if first, ok := seen[k]; ok {
			visit(i, first)
		} else if k != "" {
			seen[k] = i
		}
	}
}

func same(s *string) string { return *s }

// short cuts a name, and brief a sentence, to what a message shows of it.

func short(s string) string { return echo.Short(s, 60) }
func brief(s string) string { return echo.Short(s, 200) }

func index(member string, i int) string { return member + "[" + strconv.Itoa(i) + "]" }

// enum makes a check of a member of an SDK's enum type: it must be one of the
// values that this version of the SDK has.
func enum[T any, E ~string](member string, get func(*T) E, values []E) func(*run, *T) {
	return func(r *run, v *T) {
		value := get(v)
		if value == "" || slices.Contains(values, value) {
			return
		}
		hint := ""
		for _, known := range values {
			if strings.EqualFold(string(known), string(value)) {
				hint = "write " + string(known) + "; upper and lower case matter"
			}
		}
		if hint == "" {
			hint = "use " + list(values)
		}
		r.reportValue(member, string(value), "is not one of the allowed values", hint)
	}
}

// list returns the values of an enum with commas between them.
func list[E ~string](values []E) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return strings.Join(names, ", ")
}

// isTagRune reports whether r may stand in a tag: [\p{L}\p{Z}\p{N}_.:/=+\-@].
func isTagRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Z, r) || strings.ContainsRune("_.:/=+-@", r)
}
