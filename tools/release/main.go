// Release tries what a newcomer does with a version, before the version is there. It
// makes the module of the last commit as the module proxy would, and in an empty
// folder installs the command and builds a program with it:
//
//	go run -C tools ./release v0.1.0
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

const (
	path = "github.com/ecstask/ecstask"

	program = `package main

import (
	"fmt"

	"github.com/ecstask/ecstask/runtask"
)

func main() {
	_, err := runtask.New("web:latest").WithFargate().Build()
	fmt.Print(err)
}
`
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: release version")
	}
	temp, err := os.MkdirTemp("", "release")
	if err == nil {
		err = try(module.Version{Path: path, Version: os.Args[1]}, temp)
		os.RemoveAll(temp)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func try(m module.Version, temp string) error {
	proxy := filepath.Join(temp, "proxy")
	if err := publish(m, filepath.Join(proxy, filepath.FromSlash(m.Path), "@v")); err != nil {
		return err
	}
	others, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		return err
	}
	cache, proxies, _ := strings.Cut(strings.TrimSpace(string(others)), "\n")
	env := append(os.Environ(), "GOPROXY=file://"+filepath.ToSlash(proxy)+",file://"+filepath.ToSlash(cache)+"/cache/download,"+proxies,
		"GONOSUMDB="+m.Path, "GOWORK=off", "GOFLAGS=-modcacherw", "GOBIN="+temp, "GOMODCACHE="+filepath.Join(temp, "modules"))
	folder := filepath.Join(temp, "empty")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	run := func(command ...string) (string, error) {
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Dir, cmd.Env = folder, env
		out, err := cmd.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, out)
		}
		return string(out), err
	}

	if _, err := run("go", "install", m.Path+"/cmd/ecstask@latest"); err != nil {
		return err
	}
	out, err := run(filepath.Join(temp, "ecstask"), "version")
	if err != nil || !strings.Contains(out, m.Version) {
		return fmt.Errorf("ecstask version prints %q, %v", out, err)
	}
	fmt.Print(out)
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(program), 0o600); err != nil {
		return err
	}
	for _, command := range [][]string{{"go", "mod", "init", "example.com/newcomer"}, {"go", "get", m.Path}, {"go", "mod", "tidy"}, {"go", "vet", "."}} {
		if _, err := run(command...); err != nil {
			return err
		}
	}
	if out, err = run("go", "run", "."); err != nil || !strings.Contains(out, "task-definition-revision") || !strings.Contains(out, "networkConfiguration") {
		return fmt.Errorf("the program prints %q, %v", out, err)
	}
	fmt.Println(out)
	return nil
}

// publish writes the last commit into folder, as a module proxy serves it.
func publish(m module.Version, folder string) error {
	root, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return err
	}
	repository := strings.TrimSpace(string(root))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	gomod, err := os.ReadFile(filepath.Join(repository, "go.mod"))
	if err != nil {
		return err
	}
	info := fmt.Sprintf(`{"Version":%q,"Time":%q}`, m.Version, time.Now().UTC().Format(time.RFC3339))
	for name, text := range map[string]string{"list": m.Version + "\n", m.Version + ".info": info, m.Version + ".mod": string(gomod)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	archive, err := os.Create(filepath.Join(folder, m.Version+".zip"))
	if err != nil {
		return err
	}
	if err := zip.CreateFromVCS(archive, m, repository, "HEAD", ""); err != nil {
		return err
	}
	size, err := archive.Seek(0, 1)
	fmt.Printf("the module has %.1f MB\n", float64(size)/1e6)
	if err != nil {
		return err
	}
	return archive.Close()
}
