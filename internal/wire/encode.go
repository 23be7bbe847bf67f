package wire

// encoder is the sink that writes JSON.
type encoder struct {
	walker
	buf []byte
}

func (e *encoder) text(l label, s string) {
	e.label(l)
	e.buf = AppendString(e.buf, s)
}

func (e *encoder) token(l label, json []byte) {
	e.label(l)
	e.buf = append(e.buf, json...)
}

func (e *encoder) raw(l label, json []byte) { e.token(l, json) }

func (e *encoder) begin(l label, bracket byte) {
	e.label(l)
	e.buf = append(e.buf, bracket)
}

func (e *encoder) end(bracket byte) { e.buf = append(e.buf, bracket) }

func (e *encoder) label(l label) {
	if l.comma {
		e.buf = append(e.buf, ',')
	}
	switch l.kind {
	case member, variant:
		e.buf = append(e.buf, '"')
		e.buf = append(e.buf, l.name...)
		e.buf = append(e.buf, '"', ':')
	case entry:
		e.buf = AppendString(e.buf, l.name)
		e.buf = append(e.buf, ':')
	}
}
