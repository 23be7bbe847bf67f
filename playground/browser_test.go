package playground_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
)

// browserNames are the commands that a Chromium may have.
var browserNames = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

// browser is a Chromium without a window, driven by the DevTools protocol over
// pipes.
type browser struct {
	in io.Writer

	mu     sync.Mutex
	calls  []chan reply // without those that have their reply
	events []event
	gone   error
}

type reply struct {
	Result json.RawMessage           `json:"result"`
	Error  *struct{ Message string } `json:"error"`
}

type event struct {
	Session string          `json:"sessionId"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

// startBrowser starts a browser that ends with the test.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	i := slices.IndexFunc(browserNames, func(name string) bool {
		_, err := exec.LookPath(name)
		return err == nil
	})
	if i < 0 {
		t.Fatalf("there is no browser: none of %q", browserNames)
	}
	theirIn, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browserNames[i], "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	var said bytes.Buffer
	cmd.Stderr = &said
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // 3 and 4, as the protocol has them
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = theirIn.Close(), theirOut.Close()
	b := &browser{in: in}
	go b.read(out)
	t.Cleanup(func() {
		_ = b.call("", "Browser.close", nil, nil)
		_ = in.Close()
		if err := cmd.Wait(); t.Failed() {
			t.Logf("the browser said, and ended with %v:\n%s", err, said.Bytes())
		}
	})
	return b
}

// read takes replies and events until the browser is gone.
func (b *browser) read(out io.Reader) {
	r := bufio.NewReader(out)
	for {
		var m struct {
			ID int `json:"id"`
			reply
			event
		}
		text, err := r.ReadBytes(0)
		if err == nil {
			err = json.Unmarshal(text[:len(text)-1], &m)
		}
		b.mu.Lock()
		switch {
		case err != nil:
			b.gone = fmt.Errorf("the browser is gone: %w", err)
			for _, waiting := range b.calls {
				if waiting != nil {
					close(waiting)
				}
			}
		case m.ID > 0:
			b.calls[m.ID-1] <- m.reply
			b.calls[m.ID-1] = nil
		default:
			b.events = append(b.events, m.event)
		}
		b.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// call calls a method of the protocol and waits for its result. The browser itself
// has no session.
func (b *browser) call(session, method string, params, result any) error {
	answer := make(chan reply, 1)
	b.mu.Lock()
	if b.gone != nil {
		b.mu.Unlock()
		return b.gone
	}
	b.calls = append(b.calls, answer)
	text, err := json.Marshal(struct {
		ID      int    `json:"id"`
		Session string `json:"sessionId,omitempty"`
		Method  string `json:"method"`
		Params  any    `json:"params,omitempty"`
	}{len(b.calls), session, method, params})
	if err == nil {
		_, err = b.in.Write(append(text, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	r, ok := <-answer
	switch {
	case !ok:
		return b.gone
	case r.Error != nil:
		return fmt.Errorf("%s: %s", method, r.Error.Message)
	case result != nil:
		return json.Unmarshal(r.Result, result)
	}
	return nil
}

// eventsOf returns what the browser has reported of a session.
func (b *browser) eventsOf(session string) (list []event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.events {
		if e.Session == session {
			list = append(list, e)
		}
	}
	return list
}
