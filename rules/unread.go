package rules

import (
	"slices"

	"github.com/ecstask/ecstask/field"
)

// Unread tells Check that err was found when the value was read from a text, and
// that the value lacks what could not be read. Check then returns the findings in
// err, as [field.Collect] has them, together with those of the rules. It leaves out
// what only follows from err: findings at or below a place that was not read, or
// related to one; and those of kind [field.Required] at or related to a place that
// holds one, or where an unknown member belongs, which is in its Related. Nor does it
// compare a state with what it does not know: the cluster, what the tasks are placed
// on, or the sizes in the overrides.
//
// A member that is given twice was read: its last value counts.
func Unread(err error) Option {
	return func(p *policy) { p.unread = append(p.unread, field.Collect(err)...) }
}

// join returns the findings of reading and of the rules together.
func (p *policy) join(found field.Findings) field.Findings {
	if len(p.unread) == 0 {
		return found
	}
	lost := make(map[field.Path]bool)
	given := make(map[field.Path]bool) // places of what was not read, and what holds them
	for _, e := range p.unread {
		if e.Kind != field.Unknown && e.Kind != field.Duplicate {
			lost[e.Path] = true
		}
		for _, place := range places(e) {
			upward(place, func(q field.Path) bool { given[q] = true; return false })
		}
	}
	isLost := func(q field.Path) bool { return upward(q, func(q field.Path) bool { return lost[q] }) }
	isGiven := func(q field.Path) bool { return given[q] }
	found = slices.DeleteFunc(found, func(e *field.Error) bool {
		return slices.ContainsFunc(places(e), isLost) || e.Kind == field.Required && slices.ContainsFunc(places(e), isGiven)
	})
	return append(slices.Clip(p.unread), found...)
}

// isLost reports whether the value at p was not read, or has a name that is not known.
func (o *policy) isLost(p field.Path) bool {
	return o.anyUnread(func(place field.Path) bool { return upward(p, func(q field.Path) bool { return q == place }) })
}

// isPartlyLost is isLost for the value at p or any part of it.
func (o *policy) isPartlyLost(p field.Path) bool {
	return o.isLost(p) || o.anyUnread(func(place field.Path) bool { return upward(place, func(q field.Path) bool { return q == p }) })
}

func (o *policy) anyUnread(is func(place field.Path) bool) bool {
	return slices.ContainsFunc(o.unread, func(e *field.Error) bool { return e.Kind != field.Duplicate && slices.ContainsFunc(places(e), is) })
}

func places(e *field.Error) []field.Path { return append(slices.Clip(e.Related), e.Path) }

// upward calls visit with p and with what holds it, up to the value that is
// checked, until visit returns true. It returns whether that happened.
func upward(p field.Path, visit func(field.Path) bool) bool {
	for ; p != ""; p = p.Parent() {
		if visit(p) {
			return true
		}
	}
	return visit("")
}
