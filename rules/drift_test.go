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
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/ecstask/ecstask/rules"
)

// recordedSDK has a line for each member of the requests in the version of the SDK
// that the rules were read from: its path, its type, the values of an enum, and a
// hash for each sentence of its documentation.
const recordedSDK = "testdata/sdk.txt"

// TestDrift fails if another version of the SDK says something else of a member
// than the one that the rules rest on, and names the rules to read again. Then
// go test ./rules -run TestDrift -update records what it says now.
func TestDrift(t *testing.T) {
	sdk := readSDK(t)
	if *update {
		var b strings.Builder
		for _, path := range slices.Sorted(maps.Keys(sdk.members)) {
			fmt.Fprintln(&b, sdk.members[path].record(path))
		}
		if err := os.WriteFile(recordedSDK, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(recordedSDK)
	if err != nil {
		t.Fatal(err)
	}
	recorded := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		path, _, _ := strings.Cut(line, " ")
		recorded[path] = strings.TrimSpace(line)
	}
	if len(recorded) < 100 {
		t.Fatalf("%s has %d members", recordedSDK, len(recorded))
	}
	for _, path := range slices.Sorted(maps.Keys(recorded)) {
		m, ok := sdk.members[path]
		if !ok {
			t.Errorf("%s is gone; %s", path, readAgain(path))
			continue
		}
		if m.record(path) == recorded[path] {
			continue
		}
		t.Errorf("%s has changed; %s", path, readAgain(path))
		if was, _, _ := strings.Cut(recorded[path], " | "); was != m.head(path) {
			t.Errorf("\twas %s\n\tis  %s", was, m.head(path))
		}
		for _, s := range m.sentences {
			if !strings.Contains(recorded[path], hash(s)) {
				t.Errorf("\tit says now: %s", s)
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(sdk.members)) {
		if _, ok := recorded[path]; !ok {
			t.Errorf("%s is new: %s", path, strings.Join(sdk.members[path].sentences, " "))
		}
	}
}

// TestDriftSees changes what the SDK says of a member, and expects that the record
// tells.
func TestDriftSees(t *testing.T) {
	sdk := readSDK(t)
	const path = "StartTask.startedBy"
	before := sdk.members[path]
	for what, change := range map[string]func(*member){
		"a limit":    func(m *member) { m.sentences = replaced(m.sentences, "36", "64") },
		"the type":   func(m *member) { m.kind = "list" },
		"the values": func(m *member) { m.values = "A,B" },
		"a sentence": func(m *member) { m.sentences = m.sentences[1:] },
	} {
		after := before
		change(&after)
		if after.record(path) == before.record(path) {
			t.Errorf("%s can change without notice", what)
		}
	}
	if again := readAgain(path); !strings.Contains(again, "started-by-length") {
		t.Error(again)
	}
}

func replaced(list []string, old, text string) (changed []string) {
	for _, s := range list {
		changed = append(changed, strings.ReplaceAll(s, old, text))
	}
	return changed
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

// A member is what the SDK says of a member of a request.
type member struct {
	kind      string
	values    string // of an enum
	sentences []string
}

func (m member) head(path string) string {
	return strings.TrimSpace(path + " " + m.kind + " " + m.values)
}

func (m member) record(path string) string {
	hashes := make([]string, len(m.sentences))
	for i, s := range m.sentences {
		hashes[i] = hash(s)
	}
	return strings.TrimSpace(m.head(path) + " | " + strings.Join(hashes, " "))
}

func hash(sentence string) string {
	sum := sha256.Sum256([]byte(sentence))
	return fmt.Sprintf("%x", sum[:4])
}

// sdkSource is the source of the SDK's package.
type sdkSource struct {
	structs map[string]*ast.StructType
	enums   map[string][]string
	members map[string]member // by operation and path
}

func readSDK(t *testing.T) *sdkSource {
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
	return s
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
		m := member{kind: fmt.Sprint(kind), sentences: sentences(f.Doc.Text())}
		values := slices.Clone(s.enums[m.kind])
		slices.Sort(values)
		m.values = strings.Join(values, ",")
		s.members[at] = m
		if s.structs[m.kind] != nil {
			s.walk(at, m.kind)
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
