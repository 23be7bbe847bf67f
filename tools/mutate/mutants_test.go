package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"testing"
)

const source = `package p

import "errors"

const most = 3

var table = [...]int{0: most}

func f(a []int, ok bool) (int, error) {
	n := 0
	for _, v := range a {
		if ok && v <= n || v == 7 {
			n += 2
			continue
		}
		n = v - n
	}
	switch {
	case n > len(a):
		return 0, errors.New("more")
	}
	return n, nil
}

func g(s string) (string, bool) {
	if s == "" {
		return "", false
	}
	print(s + "!")
	return s + "!", true
}
`

// TestFind lists all changes of a text, and checks that it still is Go with them.
func TestFind(t *testing.T) {
	f := &file{src: []byte(source), info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}}}
	check := func(info *types.Info, texts ...string) (*types.Package, *ast.File, *token.File) {
		fset := token.NewFileSet()
		var files []*ast.File
		for _, text := range texts {
			syntax, err := parser.ParseFile(fset, "p.go", text, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, syntax)
		}
		pkg, err := (&types.Config{Importer: importer.ForCompiler(fset, "source", nil)}).Check("p", fset, files, info)
		if err != nil {
			t.Fatalf("%v\n%s", err, texts[0])
		}
		return pkg, files[0], fset.File(files[0].FileStart)
	}
	f.pkg, f.syntax, f.at = check(f.info, source)
	var got []string
	for _, m := range f.find(1) {
		got = append(got, m.place+" "+m.what)
	}
	check(nil, f.text(), "package p\n"+runtime)
	want := []string{
		"p.go:7 one more: most", "p.go:7 one less: most",
		"p.go:10 one more: 0", "p.go:10 one less: 0",
		"p.go:12 negated: ok && v <= n || v == 7", "p.go:12 taken as false: ok && v <= n", "p.go:12 taken as true: ok",
		"p.go:12 taken as true: v <= n", "p.go:12 but not equal: v <= n", "p.go:12 taken as false: v == 7", "p.go:12 one more: 7", "p.go:12 one less: 7",
		"p.go:13 removed: n += 2", "p.go:13 one more: 2", "p.go:13 one less: 2", "p.go:14 removed: continue",
		"p.go:16 removed: n = v - n", "p.go:16 other arithmetic: v - n",
		"p.go:19 negated: n > len(a)", "p.go:19 or equal: n > len(a)", `p.go:20 zero returned: errors.New("more")`, "p.go:22 zero returned: n",
		`p.go:26 negated: s == ""`, "p.go:27 negated: false", `p.go:29 removed: print(s + "!")`, `p.go:30 zero returned: s + "!"`, "p.go:30 negated: true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
