package awscli

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

//go:embed driver.py
var driverScript []byte

// driver is one process of the Python that the aws command runs in. It carries
// out one command at a time, without the start of Python and the loading of the
// service's model, which take most of the time of a run.
type driver struct {
	mu      sync.Mutex
	home    string
	in      io.WriteCloser
	answers *bufio.Reader
	process *exec.Cmd
}

// command is what driver.py is to do.
type command struct {
	Dir   string   `json:"dir"`
	Args  []string `json:"args"`
	Send  bool     `json:"send"`
	Offer bool     `json:"offer"`
}

// answer is what one command came to, as driver.py writes it.
type answer struct {
	Status   int
	Stdout   string
	Stderr   string
	Requests []struct {
		Method string
		URL    string
		Header map[string][]string
		Body   []byte
	}
}

// run carries out a command of c.
func (d *driver) run(ctx context.Context, c *CLI, do command) (Result, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.process == nil {
		if err := d.start(c); err != nil {
			return Result{}, errors.Join(err, d.end())
		}
	}
	stop := context.AfterFunc(ctx, func() { d.process.Process.Kill() })
	a, err := d.ask(do)
	if !stop() {
		err = errors.Join(ctx.Err(), err)
	}
	if err != nil {
		return Result{}, errors.Join(fmt.Errorf("aws %q: %w", do.Args, err), d.end())
	}
	return a.result(do)
}

func (d *driver) start(c *CLI) (err error) {
	if d.home, err = os.MkdirTemp("", "awscli"); err != nil {
		return err
	}
	config := filepath.Join(d.home, "config")
	for name, text := range map[string][]byte{config: []byte(c.config), filepath.Join(d.home, "sitecustomize.py"): driverScript} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			return err
		}
	}
	cmd := exec.Command(c.path)
	cmd.Dir = d.home
	cmd.Env = append(environ(d.home, config), "PYTHONPATH="+d.home)
	cmd.Stderr = os.Stderr
	cmd.WaitDelay = 5 * time.Second // for children that keep the pipes open
	if d.in, err = cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	d.answers = bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		return err
	}
	d.process = cmd
	return nil
}

func (d *driver) ask(do command) (a answer, err error) {
	if err := json.NewEncoder(d.in).Encode(do); err != nil {
		return a, err
	}
	line, err := d.answers.ReadBytes('\n')
	if err != nil {
		return a, fmt.Errorf("no answer: %w", err)
	}
	return a, json.Unmarshal(line, &a)
}

// result checks that a command that ran sent one request, or said why it did not.
func (a answer) result(do command) (Result, error) {
	res := Result{Status: a.Status, Stdout: a.Stdout, Stderr: a.Stderr}
	switch {
	case len(a.Requests) > 1:
		return Result{}, fmt.Errorf("aws sent %d requests", len(a.Requests))
	case len(a.Requests) == 0 && a.Status == 0 && !do.Offer:
		return Result{}, errors.New("aws succeeded without sending a request")
	case len(a.Requests) == 1:
		r := a.Requests[0]
		res.Request = &Request{r.Method, r.URL, http.Header(r.Header), r.Body}
	}
	return res, nil
}

// end ends the process, if it runs.
func (d *driver) end() (err error) {
	if d.process != nil {
		d.in.Close()
		err = d.process.Wait()
	}
	err = errors.Join(err, os.RemoveAll(d.home))
	d.process, d.home = nil, ""
	return err
}
