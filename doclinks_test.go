package ecstask_test

import (
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// inBrackets matches what is left of a link that leads nowhere, and code.
var inBrackets = regexp.MustCompile(`(?s)<pre>.*?</pre>|\[\*?[A-Za-z][\w./]*\]`)

// TestDocLinks holds that each name in brackets in a comment is a link: a name that the
// package has or, after the name of a package, one that it imports. A package that it
// does not import needs its whole path. What is no link stays in brackets.
func TestDocLinks(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .GoFiles " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	fset, parsers, comments := token.NewFileSet(), map[string]*comment.Parser{}, map[string][]*ast.CommentGroup{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		var files []*ast.File
		for _, name := range words[1:] {
			file, err := parser.ParseFile(fset, filepath.Join(strings.TrimPrefix(words[0]+"/", module), name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files, comments[words[0]] = append(files, file), append(comments[words[0]], file.Comments...)
		}
		p, err := doc.NewFromFiles(fset, files, words[0], doc.PreserveAST)
		if err != nil {
			t.Fatal(err)
		}
		parsers[words[0]] = p.Parser()
	}
	for path, groups := range comments {
		for _, c := range groups {
			printer := comment.Printer{DocLinkURL: func(l *comment.DocLink) string {
				if p := parsers[l.ImportPath]; p != nil && l.Name != "" && !p.LookupSym(l.Recv, l.Name) {
					t.Errorf("%s: %s does not have %s", fset.Position(c.Pos()), l.ImportPath, l.Name)
				}
				return ""
			}}
			for _, text := range inBrackets.FindAllString(string(printer.HTML(parsers[path].Parse(c.Text()))), -1) {
				if text[0] == '[' {
					t.Errorf("%s: %s is no link", fset.Position(c.Pos()), text)
				}
			}
		}
	}
}
