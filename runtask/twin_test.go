package runtask_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/runtask"
	"github.com/ecstask/ecstask/starttask"
)

// toRunTask puts the words of RunTask in place of those of StartTask.
var toRunTask = strings.NewReplacer("StartTask", "RunTask", "StartAll", "RunAll", "starttask", "runtask", "start-task", "run-task")

// alone are the methods of one Builder that the other does not have.
var alone = map[string]bool{
	"WithContainerInstances": true,

	"WithCount": true, "WithClientToken": true, "WithLaunchType": true, "WithFargate": true, "WithFargateSpot": true,
	"WithPlatformVersion": true, "WithCapacityProvider": true, "WithCapacityProviderStrategy": true,
	"WithMemberOf": true, "WithDistinctInstance": true, "WithPlacementConstraints": true,
	"WithSpread": true, "WithBinpack": true, "WithRandom": true, "WithPlacementStrategy": true,
}

// TestTwinMethods holds the methods that both builders have equal in name and
// signature.
func TestTwinMethods(t *testing.T) {
	signatures := func(builder reflect.Type) map[string]string {
		all := map[string]string{}
		for m := range builder.Methods() {
			if !alone[m.Name] {
				all[m.Name] = toRunTask.Replace(m.Type.String())
			}
		}
		return all
	}
	start, run := signatures(reflect.TypeFor[starttask.Builder]()), signatures(reflect.TypeFor[runtask.Builder]())
	for _, name := range slices.Sorted(maps.Keys(start)) {
		if run[name] != start[name] {
			t.Errorf("%s is %s, and of starttask %s", name, run[name], start[name])
		}
	}
	for name := range run {
		if start[name] == "" {
			t.Errorf("starttask.Builder does not have %s", name)
		}
	}
	for name := range alone {
		_, ofStart := reflect.TypeFor[starttask.Builder]().MethodByName(name)
		_, ofRun := reflect.TypeFor[runtask.Builder]().MethodByName(name)
		if ofStart == ofRun {
			t.Errorf("%s is not of one Builder alone", name)
		}
	}
}

// TestTwinDocs holds what both packages document alike in the same words. What
// holds for RunTask only stands in a paragraph after them.
func TestTwinDocs(t *testing.T) {
	differ := map[string]*strings.Replacer{
		"Builder.WithStartedBy": strings.NewReplacer("up to 36", "up to 128"),
	}
	start, run := builderDocs(t, "../starttask"), builderDocs(t, ".")
	shared := 0
	for name, doc := range start {
		if alone[strings.TrimPrefix(name, "Builder.")] {
			continue
		}
		shared++
		want := toRunTask.Replace(doc)
		if r := differ[name]; r != nil {
			want = r.Replace(want)
		}
		if more, ok := strings.CutPrefix(run[name], want); !ok || more != "" && !strings.HasPrefix(more, "\n") {
			t.Errorf("%s says\n%s\nand of starttask\n%s", name, run[name], want)
		}
	}
	if shared < 20 {
		t.Errorf("only %d comments were compared", shared)
	}
}

// builderDocs returns the doc comments of a builder's methods, and of the functions
// that make, check and write a request, by their names.
func builderDocs(t *testing.T, dir string) map[string]string {
	t.Helper()
	own := []string{"From", "Parse", "JSON", "Command", "Validate", "Check"}
	docs := map[string]string{}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || strings.HasSuffix(name, "_test.go") {
				continue
			}
			switch {
			case f.Recv == nil && slices.Contains(own, f.Name.Name):
				docs[f.Name.Name] = f.Doc.Text()
			case f.Recv != nil && f.Name.IsExported() && f.Name.Name != "String":
				if of, ok := f.Recv.List[0].Type.(*ast.Ident); ok && of.Name == "Builder" {
					docs["Builder."+f.Name.Name] = f.Doc.Text()
				}
			}
		}
	}
	return docs
}
