package main

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/starttask"
)

// document is a request that was read from a text.
type document struct {
	place // of the text
	in    *ecs.StartTaskInput
	empty field.Errors                                     // the enums that are not in the request, because they are empty
	spots func(of map[field.Path]bool) map[field.Path]spot // at least of these
	moved map[string]bool                                  // members that options replaced
}

// spot is where a value stands, and its key when it is a member.
type spot struct{ key, value position }

type position struct{ line, column int }

// readJSON reads a request from the JSON at p.
func readJSON(text string, p place) (*document, findings) {
	d := &document{place: p, spots: func(of map[field.Path]bool) map[field.Path]spot { return jsonSpots(text, of) }}
	b, err := starttask.Parse([]byte(text))
	if err != nil {
		return d, d.locateAll(problem(err, "", p))
	}
	d.in, d.empty = b.Unchecked(), emptyEnums(text, schemas.StartTaskRequest)
	return d, nil
}

// check returns what is wrong with the request, and where.
func (d *document) check(opts []rules.Option) findings {
	found := starttask.Check(d.in, opts...)
	for _, e := range d.empty {
		if !slices.ContainsFunc(found, func(f *field.Error) bool { return f.Path == e.Path }) {
			found = append(found, e)
		}
	}
	found.Sort()
	return d.locate(found)
}

// locate adds to each finding where it stands in the document.
func (d *document) locate(found field.Errors) (list findings) {
	for _, e := range found {
		list = append(list, finding{Error: e})
	}
	return d.locateAll(list)
}

func (d *document) locateAll(list findings) findings {
	if len(list) == 0 {
		return list
	}
	of := make(map[field.Path]bool)
	for _, f := range list {
		for p := f.Path; !of[p]; p = p.Parent() {
			of[p] = true
		}
	}
	spots := d.spots(of)
	for i, f := range list {
		if d.moved[member(f.Path)] || f.line > 0 {
			continue
		}
		at := nearest(spots, f.Error)
		list[i].place = d.place
		list[i].line, list[i].column = at.line, at.column
	}
	return list
}

// member returns the member of the request that p leads through.
func member(p field.Path) string {
	if i := strings.IndexAny(string(p), ".["); i >= 0 {
		p = p[:i]
	}
	return string(p)
}

// nearest returns where the value stands that e is about, or the nearest one
// that holds it. A member that should not be there stands where its key does.
func nearest(spots map[field.Path]spot, e *field.Error) position {
	p := e.Path
	s, ok := spots[p]
	if ok && e.Rule == "" && s.key.line > 0 && (e.Kind == field.Unknown || e.Kind == field.Duplicate) {
		return s.key
	}
	for ; !ok && p != ""; s, ok = spots[p] {
		p = p.Parent()
	}
	return s.value
}

// jsonSpots returns where these values stand in a JSON text.
func jsonSpots(text string, of map[field.Path]bool) map[field.Path]spot {
	t := tree.New()
	defer t.Free()
	t.KeepDups = true
	if tree.ParseJSON(t, text) != nil {
		return nil
	}
	c := cursor{text: text, position: position{1, 1}}
	spots := make(map[field.Path]spot)
	for p, n := range t.All() {
		if !of[p] {
			continue
		}
		var s spot
		if n.KeyEnd > n.KeyPos {
			s.key = c.at(int(n.KeyPos))
		}
		s.value = c.at(int(n.Pos))
		spots[p] = s
	}
	return spots
}

// cursor is a place in a text that moves forward.
type cursor struct {
	text   string
	offset int
	position
}

// at moves to offset, which is not before the last one.
func (c *cursor) at(offset int) position {
	passed := c.text[c.offset:offset]
	c.offset = offset
	if i := strings.LastIndexByte(passed, '\n'); i >= 0 {
		c.line += strings.Count(passed, "\n")
		c.column = 1
		passed = passed[i+1:]
	}
	c.column += utf8.RuneCountInString(passed)
	return c.position
}
