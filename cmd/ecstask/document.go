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

// document is a request that was read from a text, and from options.
type document struct {
	place    // of the text
	in       *ecs.StartTaskInput
	empty    field.Findings                                   // the enums that are not in the request, because they are empty
	spots    func(of map[field.Path]bool) map[field.Path]spot // at least of these
	problems findings                                         // of reading the text
	moved    map[string]bool                                  // members that options replaced
	options  findings                                         // problems of reading these
}

// spot is where a value stands, and its key when it is a member.
type spot struct{ key, value position }

type position struct{ line, column int }

// readJSON reads a request from the JSON at p.
func readJSON(text string, p place) *document {
	d := &document{place: p, spots: func(of map[field.Path]bool) map[field.Path]spot { return jsonSpots(text, of) }}
	err := d.parse(text)
	d.problems = d.locateAll(problem(err, "", p))
	return d
}

// parse takes from the JSON of a request what fits.
func (d *document) parse(json string) error {
	b, err := starttask.Parse([]byte(json))
	d.in, d.empty = b.Unchecked(), emptyEnums(json, schemas.StartTaskRequest)
	return err
}

// unread returns the document of a text at p of which nothing could be read.
func unread(p place, problems findings) *document {
	return &document{place: p, in: new(ecs.StartTaskInput), spots: func(map[field.Path]bool) map[field.Path]spot { return nil }, problems: problems}
}

// unread returns what could not be read of the text and of the options.
func (d *document) unread() findings { return slices.Concat(d.problems, d.options) }

// check returns what is wrong with the request, and where: what could not be
// read, and what the rules find in the rest. Members that options replaced are
// judged by these, also when nothing of the text could be read.
func (d *document) check(opts []rules.Option) findings {
	var list findings
	var read field.Findings
	places := make(map[*field.Error]finding)
	nothing := false
	for _, f := range d.problems {
		if f.Path == "" || d.moved[member(f.Path)] {
			list = append(list, f)
			nothing = nothing || f.Path == ""
			continue
		}
		read, places[f.Error] = append(read, f.Error), f
	}
	for _, f := range d.options {
		read, places[f.Error] = append(read, f.Error), f
	}
	found := starttask.Check(d.in, append(opts, rules.Unread(field.Errors(read)))...)
	for _, e := range d.empty {
		if !slices.ContainsFunc(found, func(f *field.Error) bool { return f.Path == e.Path }) {
			found = append(found, e)
		}
	}
	for _, e := range found {
		if nothing && slices.ContainsFunc(append(slices.Clip(e.Related), e.Path), func(p field.Path) bool { return !d.moved[member(p)] }) {
			continue
		}
		f, ok := places[e]
		if !ok {
			f = finding{Error: e}
		}
		list = append(list, f)
	}
	slices.SortStableFunc(list, func(a, b finding) int { return a.Path.Compare(b.Path) })
	return d.locateAll(list)
}

// locateAll adds to each finding where it stands in the document.
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
