package playground_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// object is a JSON object.
type object = map[string]any

// page is an open page of a browser.
type page struct {
	t       *testing.T
	b       *browser
	session string
}

// open opens a page and waits until it can check texts.
func (b *browser) open(t *testing.T, url string) *page {
	t.Helper()
	p := &page{t: t, b: b}
	var target struct{ TargetID, SessionID string }
	p.call("Target.createTarget", object{"url": "about:blank"}, &target)
	p.call("Target.attachToTarget", object{"targetId": target.TargetID, "flatten": true}, &target)
	p.session = target.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network", "Accessibility"} {
		p.call(domain+".enable", nil, nil)
	}
	p.call("Emulation.setFocusEmulationEnabled", object{"enabled": true}, nil) // several pages are open
	p.call("Page.navigate", object{"url": url}, nil)
	p.wait("globalThis.ecstaskExplain !== undefined")
	return p
}

func (p *page) call(method string, params, result any) {
	p.t.Helper()
	if err := p.b.call(p.session, method, params, result); err != nil {
		p.t.Fatal(err)
	}
}

// eval returns the value of an expression, of which it awaits a promise.
func eval[T any](p *page, expression string) (value T) {
	p.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	p.call("Runtime.evaluate", object{"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true}, &r)
	if r.ExceptionDetails != nil {
		p.t.Fatalf("%s: %s", expression, r.ExceptionDetails.Exception.Description)
	}
	if err := json.Unmarshal(r.Result.Value, &value); err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// wait waits until a condition holds. How long that takes is no matter, up to a
// minute, after which nothing is going to happen.
func (p *page) wait(condition string) {
	p.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if eval[bool](p, condition) {
			return
		}
	}
	p.t.Fatalf("it never came to be that %s; the page has\n%s", condition, eval[string](p, "document.body.innerText"))
}

// text returns the text of the elements that a selector names.
func (p *page) text(selector string) string {
	p.t.Helper()
	return eval[string](p, "[...document.querySelectorAll("+quote(selector)+")].map((e) => e.textContent).join('|')")
}

// waitFor waits until an element has a text.
func (p *page) waitFor(selector, text string) {
	p.t.Helper()
	p.wait("document.querySelector(" + quote(selector) + ").textContent.includes(" + quote(text) + ")")
}

// enter puts a text into an element, as a person does who pastes it.
func (p *page) enter(selector, text string) {
	p.t.Helper()
	eval[bool](p, "{const box = document.querySelector("+quote(selector)+"); box.focus(); box.select(); true}")
	p.call("Input.insertText", object{"text": text}, nil)
}

// keys are the keys that press knows, with their codes and texts.
var keys = map[string]struct {
	code int
	text string
}{"Tab": {9, ""}, "Enter": {13, "\r"}, "ArrowDown": {40, ""}}

// press presses and releases a key.
func (p *page) press(key string) {
	p.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		e := object{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": keys[key].code}
		if kind == "keyDown" {
			e["text"] = keys[key].text
		}
		p.call("Input.dispatchKeyEvent", e, nil)
	}
}

// tabTo presses Tab until the focus is on what a condition about e tells.
func (p *page) tabTo(condition string) {
	p.t.Helper()
	for range 40 {
		if p.press("Tab"); eval[bool](p, "((e) => "+condition+")(document.activeElement)") {
			return
		}
	}
	p.t.Fatalf("Tab does not come to %s", condition)
}

// requests returns the addresses that were asked for.
func (p *page) requests() (urls []string) {
	p.t.Helper()
	for _, e := range p.b.eventsOf(p.session) {
		var params struct{ Request struct{ URL string } }
		if e.Method == "Network.requestWillBeSent" && json.Unmarshal(e.Params, &params) == nil {
			urls = append(urls, params.Request.URL)
		}
	}
	return urls
}

// complaints returns what the console has: exceptions, errors, warnings.
func (p *page) complaints() (list []string) {
	for _, e := range p.b.eventsOf(p.session) {
		switch e.Method {
		case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
			list = append(list, e.Method+": "+string(e.Params))
		}
	}
	return list
}

// isClean fails the test if the page has complained, or has asked for anything
// that does not begin with base.
func (p *page) isClean(base string) {
	p.t.Helper()
	for _, c := range p.complaints() {
		p.t.Error(c)
	}
	urls := p.requests()
	if len(urls) == 0 {
		p.t.Error("not even the page was asked for")
	}
	for _, url := range urls {
		if !strings.HasPrefix(url, base) && !strings.HasPrefix(url, "data:,") {
			p.t.Errorf("the page asked for %s", url)
		}
	}
}

func quote(s string) string {
	text, _ := json.Marshal(s) // a string has JSON
	return string(text)
}
