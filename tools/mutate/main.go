// Mutate changes a package in one place at a time, and lists the changes that no
// test of the package notices. From the root of the repository:
//
//	go run -C tools ./mutate ../fargate
//	go run -C tools ./mutate -at parse.go:120 ../fargate
//	go run -C tools ./mutate -skip 'TestAllocations|Fuzz' ../rules
//
// All mutants are compiled into one test program, which runs once for each with
// the number of the mutant in its environment. Nothing in the package's folder changes.
// Tests that count allocations may fail in that program, and slow ones run as often as
// there are mutants: -skip leaves them out, as it does for go test.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"
)

func main() {
	log.SetFlags(0)
	at := flag.String("at", "", "only mutants whose place begins with `file:line`")
	skip := flag.String("skip", "", "without the tests whose names match `regexp`")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: mutate [-at file:line] [-skip regexp] folder")
	}
	temp, err := os.MkdirTemp("", "mutate")
	if err == nil {
		err = run(flag.Arg(0), *at, *skip, temp)
		os.RemoveAll(temp)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func run(folder, at, skip, temp string) error {
	const mode = packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps
	loaded, err := packages.Load(&packages.Config{Mode: mode, Dir: folder}, ".")
	if err != nil {
		return err
	}
	if packages.PrintErrors(loaded) > 0 {
		return fmt.Errorf("%s does not build", folder)
	}
	program := filepath.Join(temp, "mutants.test")
	mutants, err := build(loaded[0], program, temp)
	if err != nil {
		return err
	}

	tests := []string{program, "-test.short", "-test.failfast", "-test.skip=" + skip}
	if help, _ := exec.Command(program, "-h").CombinedOutput(); bytes.Contains(help, []byte("rapid.nofailfile")) {
		tests = append(tests, "-rapid.nofailfile")
	}
	reachedFile := filepath.Join(temp, "reached")
	begin := time.Now()
	if out, ok := try(tests, folder, time.Hour, "MUTANTS_REACHED="+reachedFile); !ok {
		return fmt.Errorf("a test fails without a mutant:\n%s", out)
	}
	limit := 5*time.Since(begin) + 5*time.Second
	reached, _ := os.ReadFile(reachedFile)
	ids := strings.Fields(string(reached))

	total, killed, unreached := 0, 0, 0
	for id, m := range mutants {
		if id == 0 || !strings.HasPrefix(m.place, at) {
			continue
		}
		total++
		if !slices.Contains(ids, strconv.Itoa(id)) {
			unreached++
			fmt.Println("not reached", m.place, m.what)
		} else if _, ok := try(tests, folder, limit, fmt.Sprint("MUTANT=", id)); ok {
			fmt.Println("lived      ", m.place, m.what)
		} else {
			killed++
		}
	}
	fmt.Printf("%s: %d mutants, %d killed, %d lived, %d not reached\n",
		loaded[0].PkgPath, total, killed, total-killed-unreached, unreached)
	return nil
}

// build compiles the package with all its mutants and its tests into program.
func build(p *packages.Package, program, temp string) ([]mutant, error) {
	mutants := []mutant{{}} // number 0 is no mutant
	folder := filepath.Dir(p.GoFiles[0])
	overlay := map[string]string{filepath.Join(folder, "mutants_switch.go"): filepath.Join(temp, "switch.go")}
	texts := map[string]string{"switch.go": "package " + p.Name + "\n" + runtime}
	for i, name := range p.GoFiles {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f := &file{info: p.TypesInfo, pkg: p.Types, syntax: p.Syntax[i], at: p.Fset.File(p.Syntax[i].FileStart), src: src}
		mutants = append(mutants, f.find(len(mutants))...)
		texts[filepath.Base(name)] = f.text()
		overlay[name] = filepath.Join(temp, filepath.Base(name))
	}
	replace, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return nil, err
	}
	texts["overlay.json"] = string(replace)
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(temp, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command("go", "test", "-c", "-vet=off", "-gcflags=-e", "-overlay", filepath.Join(temp, "overlay.json"), "-o", program, ".")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("with its mutants, %s does not build:\n%s", p.PkgPath, out)
	}
	return mutants, nil
}

// try runs the tests, a command, and reports whether they pass. A mutant may loop or fill
// the memory: both have a limit.
func try(tests []string, folder string, limit time.Duration, env string) ([]byte, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", `ulimit -v 4000000; exec "$@"`, "sh")
	cmd.Args = append(cmd.Args, tests...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), env)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	return out.Bytes(), err == nil
}
