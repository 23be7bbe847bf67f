package shorthand

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ecstask/ecstask/internal/tree"
	"github.com/google/go-cmp/cmp"
)

// parserRow is a line of parser.jsonl: a text and what the AWS CLI's own
// parser, which knows no model, made of it.
type parserRow struct {
	In  string `json:"in"`
	Out any    `json:"out"`

	Expected  string  `json:"expected"` // a syntax error
	Received  string  `json:"received"`
	Duplicate *string `json:"duplicate"` // a key repeated at the top level
	Index     int     `json:"index"`     // in code points

	// Going back from a csv value that turned out to be a key, the AWS CLI
	// found a comma inside a text. This package goes to the one it came from.
	Dropped bool `json:"dropped"`
}

func parserRows(t testing.TB) []parserRow {
	t.Helper()
	name := "testdata/parser.jsonl"
	if other := os.Getenv("ECSTASK_PARSER_ROWS"); other != "" {
		name = other
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []parserRow
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var row parserRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("line %d: %v", len(rows)+1, err)
		}
		rows = append(rows, row)
	}
	return rows
}

// parseAny returns the values in a text, without a schema.
func parseAny(text string) (any, error) {
	t := tree.New()
	defer t.Free()
	if err := parse(t, text, nil, nil, nil); err != nil {
		return nil, err
	}
	return plainValue(t, 0), nil
}

func plainValue(t *tree.Tree, i int32) any {
	switch n := t.Node(i); n.Kind {
	case tree.List:
		list := []any{}
		for c := range t.Children(i) {
			list = append(list, plainValue(t, c))
		}
		return list
	case tree.Object:
		members := map[string]any{}
		for c := range t.Children(i) {
			members[t.Node(c).Key] = plainValue(t, c)
		}
		return members
	default:
		return n.Text
	}
}

// wanted are the AWS CLI's names for what this package describes.
var wanted = map[string]string{
	"<second>": "a value", "<singled quoted>": `a closing "'"`, "<double quoted>": `a closing '"'`,
}

// TestPlacesOfValues holds where the values of a text begin.
func TestPlacesOfValues(t *testing.T) {
	v := tree.New()
	defer v.Free()
	if err := parse(v, `a=x,'yy',z,b={c=[1, 2]}`, nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	var got []int32
	for _, n := range v.All() {
		got = append(got, n.Pos)
	}
	if diff := cmp.Diff([]int32{0, 2, 2, 4, 9, 13, 16, 17, 20}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParserAgreesWithAWSCLI(t *testing.T) {
	rows := parserRows(t)
	if len(rows) < 1000 {
		t.Fatalf("only %d rows", len(rows))
	}
	dropped := 0
	for _, row := range rows {
		got, err := parseAny(row.In)
		syntax, _ := errors.AsType[*SyntaxError](err)
		switch {
		case row.Out != nil && err == nil:
			if diff := cmp.Diff(row.Out, got); diff != "" {
				t.Errorf("%q (-aws +got):\n%s", row.In, diff)
			}
		case row.Dropped:
			dropped++
		case row.Out != nil:
			t.Errorf("%q: refused: %v", row.In, err)
		case err == nil:
			t.Errorf("%q: accepted as %v, the AWS CLI expected %q at %d", row.In, got, row.Expected, row.Index)
		case row.Duplicate != nil:
			if !strings.HasPrefix(syntax.Actual, "a second") {
				t.Errorf("%q: %v, the AWS CLI found a second %q", row.In, err, *row.Duplicate)
			}
		default:
			want := wanted[row.Expected]
			if want == "" {
				want = `"` + row.Expected + `"`
			}
			at := utf8.RuneCountInString(row.In[:syntax.Offset])
			if at != row.Index || !strings.HasPrefix(syntax.Expected, want) {
				t.Errorf("%q: %v\nthe AWS CLI expected %q at %d", row.In, err, row.Expected, row.Index)
			}
		}
	}
	if dropped > len(rows)/100 {
		t.Errorf("the AWS CLI dropped text in %d of %d rows", dropped, len(rows))
	}
}
