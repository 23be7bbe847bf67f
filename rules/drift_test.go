package rules_test

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"os"
	osexec "os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/ecstask/ecstask/rules"
)

// recordedSDK has a line for each member of the requests in the version of the SDK
// that the rules were read from: see record.
const recordedSDK = "testdata/sdk.txt"

// TestDrift fails if another version of the SDK says something else of a member
// than the one that the rules rest on, and names the rules to read again. Then
// go test ./rules -run TestDrift -update records what it says now.
func TestDrift(t *testing.T) {
	sdk := readSDK(t)
	if *update {
		recordOf(sdk).write(t, recordedSDK, "")
	}
	recorded, _ := readRecord(t, recordedSDK)
	for _, d := range compare(sdk, recorded) {
		t.Error(d)
	}
}

// TestDriftSees changes what the SDK says of a member, and expects that the
// comparison tells.
func TestDriftSees(t *testing.T) {
	const path = "StartTask.startedBy"
	sdk := readSDK(t)
	recorded := recordOf(sdk)
	for what, change := range map[string]struct {
		to   func(*member)
		want diff
	}{
		"nothing":      {func(*member) {}, diff{}},
		"white space":  {func(m *member) { m.sentences = replaced(m.sentences, " ", "  ") }, diff{}},
		"a limit":      {func(m *member) { m.sentences = replaced(m.sentences, "36", "64") }, diff{sentences: replaced(sdk[path].sentences, "36", "64")[3:4], unsaid: 1}},
		"the type":     {func(m *member) { m.outline = []string{"list"} }, diff{news: []string{"list"}, gone: []string{"string"}}},
		"a value":      {func(m *member) { m.outline = append(m.outline, "A") }, diff{news: []string{"A"}}},
		"one sentence": {func(m *member) { m.sentences = m.sentences[1:] }, diff{unsaid: 1}},
		"all of it":    {func(m *member) { *m = member{} }, diff{gone: []string{"string"}, unsaid: len(sdk[path].sentences)}},
	} {
		after := maps.Clone(sdk)
		m := after[path]
		m.outline = slices.Clone(m.outline)
		change.to(&m)
		after[path] = m
		var got diff
		for _, d := range compare(after, recorded) {
			if d.path != path || !strings.Contains(d.String(), "read again: ") || !strings.Contains(d.String(), "started-by-length") {
				t.Errorf("%s: %v", what, d)
			}
			got = d
		}
		got.path = ""
		if !reflect.DeepEqual(got, change.want) {
			t.Errorf("%s: %+v, want %+v", what, got, change.want)
		}
	}
	delete(recorded, path)
	if diffs := compare(sdk, recorded); len(diffs) != 1 || diffs[0].path != path || diffs[0].news == nil {
		t.Errorf("a new member: %v", diffs)
	}
}

func replaced(list []string, old, text string) (changed []string) {
	for _, s := range list {
		changed = append(changed, strings.ReplaceAll(s, old, text))
	}
	return changed
}

// A member is what the SDK or the AWS CLI says of a member of a request.
type member struct {
	outline   []string // its type, the values of an enum, limits
	sentences []string // of its documentation
}

// A record is what is known of members, by operation and path. A line of its file has
// the path, the outline, and after a bar a hash for each sentence.
type record map[string]entry

type entry struct{ outline, hashes []string }

func recordOf(members map[string]member) record {
	r := make(record)
	for path, m := range members {
		e := entry{outline: m.outline}
		for _, s := range m.sentences {
			e.hashes = append(e.hashes, hash(s))
		}
		r[path] = e
	}
	return r
}

// write writes the file of a record, after a line about all of it, if there is one.
func (r record) write(t *testing.T, file, about string) {
	t.Helper()
	var b strings.Builder
	if about != "" {
		fmt.Fprintln(&b, "#", about)
	}
	for _, path := range slices.Sorted(maps.Keys(r)) {
		b.WriteString(path + " " + strings.Join(r[path].outline, " "))
		if hashes := r[path].hashes; len(hashes) > 0 {
			b.WriteString(" | " + strings.Join(hashes, " "))
		}
		b.WriteByte('\n')
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readRecord(t *testing.T, file string) (r record, about string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r = make(record)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			about = strings.TrimSpace(line[1:])
			continue
		}
		outline, hashes, _ := strings.Cut(line, " | ")
		words := strings.Fields(outline)
		r[words[0]] = entry{words[1:], strings.Fields(hashes)}
	}
	if len(r) < 100 {
		t.Fatalf("%s has %d members", file, len(r))
	}
	return r, about
}

// A diff is what is said of a member and is not on record, and the other way around.
type diff struct {
	path       string
	news, gone []string // of the outline
	sentences  []string // that are not on record
	unsaid     int      // sentences on record
}

// compare returns the differences between what is said and a record. What one of the
// others has is no news.
func compare(said map[string]member, recorded record, others ...record) (diffs []diff) {
	now := recordOf(said)
	paths := maps.Clone(recorded)
	maps.Copy(paths, now)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		is, was := now[path], recorded[path]
		known := was
		for _, r := range others {
			known.outline = slices.Concat(known.outline, r[path].outline)
			known.hashes = slices.Concat(known.hashes, r[path].hashes)
		}
		d := diff{path: path, news: minus(is.outline, known.outline), gone: minus(was.outline, is.outline), unsaid: len(minus(was.hashes, is.hashes))}
		for _, s := range said[path].sentences {
			if !slices.Contains(known.hashes, hash(s)) {
				d.sentences = append(d.sentences, s)
			}
		}
		if len(d.news)+len(d.gone)+len(d.sentences)+d.unsaid > 0 {
			diffs = append(diffs, d)
		}
	}
	return diffs
}

func minus(list, other []string) []string {
	var rest []string
	for _, s := range list {
		if !slices.Contains(other, s) {
			rest = append(rest, s)
		}
	}
	return rest
}

func (d diff) String() string {
	s := d.path + " is not as recorded; " + readAgain(d.path)
	for _, list := range []struct {
		what string
		of   []string
	}{{"new", d.news}, {"missing", d.gone}, {"says", d.sentences}} {
		for _, text := range list.of {
			s += "\n\t" + list.what + ": " + text
		}
	}
	if d.unsaid > 0 {
		s += fmt.Sprintf("\n\tdoes not say: %d sentences", d.unsaid)
	}
	return s
}

// readAgain names the rules that rest on a member: those about it, and about what it
// holds.
func readAgain(path string) string {
	_, at, _ := strings.Cut(path, ".")
	at = strings.ReplaceAll(at, "[]", "")
	var ids []string
	for r := range rules.All() {
		if f := strings.ReplaceAll(r.Field, "[]", ""); f == at || strings.HasPrefix(f, at+".") {
			ids = append(ids, r.ID)
		}
	}
	if ids == nil {
		return "no rule is about it"
	}
	return "read again: " + strings.Join(ids, ", ")
}

// rendered is what the SDK's generator puts between the words of the documentation.
var rendered = strings.NewReplacer(" ", "", "[", "", "]", "")

func hash(sentence string) string {
	sum := sha256.Sum256([]byte(rendered.Replace(sentence)))
	return fmt.Sprintf("%x", sum[:4])
}

// sdkSource is the source of the SDK's package.
type sdkSource struct {
	structs map[string]*ast.StructType
	enums   map[string][]string
	members map[string]member // by operation and path
}

// readSDK returns what the SDK says of the members of the requests.
func readSDK(t *testing.T) map[string]member {
	t.Helper()
	const ecs = "github.com/aws/aws-sdk-go-v2/service/ecs"
	dir, err := osexec.Command("go", "list", "-f", "{{.Dir}}", ecs).Output()
	if err != nil {
		t.Fatal(err)
	}
	s := &sdkSource{make(map[string]*ast.StructType), make(map[string][]string), make(map[string]member)}
	root := strings.TrimSpace(string(dir))
	for _, file := range []string{"api_op_StartTask.go", "api_op_RunTask.go", "types/types.go", "types/enums.go"} {
		f, err := parser.ParseFile(gotoken.NewFileSet(), filepath.Join(root, file), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, s.note)
	}
	s.walk("StartTask", "StartTaskInput")
	s.walk("RunTask", "RunTaskInput")
	return s.members
}

// note takes in a declaration.
func (s *sdkSource) note(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.TypeSpec:
		switch of := n.Type.(type) {
		case *ast.StructType:
			s.structs[n.Name.Name] = of
		case *ast.Ident:
			s.enums[n.Name.Name] = nil
		}
	case *ast.ValueSpec:
		name, ok := n.Type.(*ast.Ident)
		if !ok {
			break
		}
		for _, v := range n.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				value, _ := strconv.Unquote(lit.Value)
				s.enums[name.Name] = append(s.enums[name.Name], value)
			}
		}
	}
	return true
}

// walk enters the members of a struct, and those below.
func (s *sdkSource) walk(path, name string) {
	for _, f := range s.structs[name].Fields.List {
		if len(f.Names) == 0 || !f.Names[0].IsExported() {
			continue
		}
		at, kind := path+"."+lowerFirst(f.Names[0].Name), f.Type
		for {
			switch of := kind.(type) {
			case *ast.StarExpr:
				kind = of.X
				continue
			case *ast.ArrayType:
				at, kind = at+"[]", of.Elt
				continue
			case *ast.SelectorExpr:
				kind = of.Sel
				continue
			}
			break
		}
		of := fmt.Sprint(kind)
		s.members[at] = member{append([]string{of}, slices.Sorted(slices.Values(s.enums[of]))...), sentences(f.Doc.Text())}
		if s.structs[of] != nil {
			s.walk(at, of)
		}
	}
}

func lowerFirst(s string) string {
	r := []rune(s)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

var (
	linkTarget  = regexp.MustCompile(`(?m)^\[[^\]]*\]: \S+$`)
	sentenceEnd = regexp.MustCompile(`[.:] +`)
)

// sentences splits a comment. Links and line breaks do not count.
func sentences(doc string) (list []string) {
	doc = strings.Join(strings.Fields(linkTarget.ReplaceAllString(doc, "")), " ")
	doc = strings.ReplaceAll(doc, " ,", ",") // after what was code
	for doc != "" {
		end := cmp.Or(endOf(doc), len(doc))
		list = append(list, strings.TrimSpace(doc[:end]))
		doc = doc[end:]
	}
	return list
}

// endOf returns where the first sentence of doc ends, or 0.
func endOf(doc string) int {
	if at := sentenceEnd.FindStringIndex(doc); at != nil {
		return at[1]
	}
	return 0
}
