package playground_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const mistaken = "taskDefinition: web:0\ncontainerInstances: [0123456789abcdef0123456789abcdef]\n"

// TestPage drives the page in a real browser, which ECSTASK_BROWSER=1 asks for.
func TestPage(t *testing.T) {
	if os.Getenv("ECSTASK_BROWSER") == "" {
		t.Skip("ECSTASK_BROWSER is not set: needs Chromium")
	}
	if out, err := exec.Command("./build").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	server := httptest.NewServer(http.FileServer(http.Dir("dist")))
	defer server.Close()
	b := startBrowser(t)
	for name, test := range map[string]func(*testing.T, *browser, string){
		"typing": testTyping, "examples": testExamples, "keyboard": testKeyboard, "link": testLink, "bad links": testBadLinks,
		"colors": testColors, "narrow": testNarrow, "names": testNames, "nothing is sent": testNothingIsSent,
	} {
		t.Run(name, func(t *testing.T) { test(t, b, server.URL+"/") })
	}
	t.Run("without a server", func(t *testing.T) {
		dist, err := filepath.Abs("dist")
		if err != nil {
			t.Fatal(err)
		}
		testTyping(t, b, "file://"+dist+"/index.html")
	})
}

func testTyping(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	p.waitFor("#status", "Enter a text")
	loaded := len(p.requests())

	p.enter("#text", mistaken)
	p.waitFor("#status", "1 error. Read as a StartTask request in YAML.")
	if got, want := p.text("#findings p"), `error line 1, column 17 taskDefinition: "web:0" has no valid revision|write family:revision`; !strings.HasPrefix(got, want) {
		t.Errorf("the finding is %q, want %q", got, want)
	}
	if got, want := p.text("#findings pre"), "taskDefinition: ***:*\n                ^"; got != want {
		t.Errorf("the place is\n%s\nwant\n%s", got, want)
	}
	if eval[string](p, "document.querySelector('#text').ariaInvalid") != "true" || !eval[bool](p, "document.querySelector('#command-section').hidden") {
		t.Error("the text does not count as invalid")
	}

	p.enter("#text", strings.Replace(mistaken, "web:0", "web:7", 1))
	p.waitFor("#status", "Nothing found. Read as a StartTask request in YAML.")
	if got, want := p.text("#command"), "aws ecs start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef"; got != want {
		t.Errorf("the command is %q", got)
	}
	if got := p.text("#program"); !strings.Contains(got, `starttask.New("web:7", "0123456789abcdef0123456789abcdef")`) {
		t.Errorf("the program is\n%s", got)
	}
	if eval[string](p, "document.querySelector('#text').ariaInvalid") != "false" || p.text("#findings") != "" {
		t.Error("the text still counts as invalid")
	}

	p.enter("#text", "taskDefinition: <b id=x>web</b>")
	p.waitFor("#findings", "<b id=x>")
	if eval[bool](p, "document.querySelector('#x') !== null") {
		t.Error("the text became elements of the page")
	}
	if got := len(p.requests()); got != loaded {
		t.Errorf("%d requests after the page was loaded", got-loaded)
	}
	base := url
	if strings.HasPrefix(url, "file:") {
		base = url[:strings.LastIndex(url, "/")+1]
	}
	p.isClean(base)
}

func testExamples(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	for _, tt := range []struct{ label, status, rules string }{
		{"Fargate, RunTask", "Nothing found. Read as a RunTask request in JSON.", ""},
		{"StartTask with mistakes", "5 errors. Read as a StartTask request in YAML.", "task-definition-revision|instance-ec2-id|started-by-length|memory-reservation|"},
		{"Shorthand with a syntax error", "1 error. Read as the value of --network-configuration for StartTask and RunTask.", ""},
		{"Against a task definition", "2 errors. Read as a RunTask request in YAML.", "network-required|container-unknown"},
	} {
		eval[bool](p, "{[...document.querySelectorAll('#examples button')].find((e) => e.textContent === "+quote(tt.label)+").click(); true}")
		if got := p.text("#status"); got != tt.status {
			t.Errorf("%s: %q", tt.label, got)
		}
		if got := p.text("#findings a"); got != strings.Trim(tt.rules, "|") {
			t.Errorf("%s: %q", tt.label, got)
		}
	}
	if got := eval[int](p, "document.querySelectorAll('#examples button').length"); got != 4 {
		t.Errorf("%d examples", got)
	}
	p.isClean(url)
}

// testKeyboard does without a mouse what the page is for.
func testKeyboard(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	p.tabTo("e.textContent === 'StartTask with mistakes'")
	p.press("Enter")
	p.waitFor("#status", "5 errors")
	p.tabTo("e.id === 'operation'")
	p.press("ArrowDown")
	p.press("ArrowDown")
	p.waitFor("#status", "Read as a RunTask request")
	p.tabTo("e.id === 'text'")
	p.tabTo("e.textContent === 'line 2, column 1'")
	p.press("Enter")
	if got := eval[string](p, "((e) => e.id + ' ' + e.value.slice(e.selectionStart, e.selectionEnd))(document.activeElement)"); got != "text containerInstances" {
		t.Errorf("the finding leads to %q", got)
	}
	p.tabTo("e.tagName === 'SUMMARY'")
	p.press("Enter")
	p.tabTo("e.id === 'state'")
	p.call("Input.insertText", object{"text": "{"}, nil)
	p.waitFor("#findings", "task definition, line 1, column 2")
	p.tabTo("e.textContent === 'task definition, line 1, column 2'")
	p.press("Enter")
	if got := eval[string](p, "document.activeElement.id"); got != "state" {
		t.Errorf("the finding leads to %q", got)
	}
	p.isClean(url)
}

func testLink(t *testing.T, b *browser, url string) {
	text := "key=ключ,value=日本\nkey=aws:a"
	for _, tt := range []struct{ name, before, kind string }{
		{"compressed", "true", "#z"},
		{"not compressed", "delete globalThis.CompressionStream", "#t"},
	} {
		p := b.open(t, url)
		eval[bool](p, tt.before)
		p.call("Browser.grantPermissions", object{"permissions": []string{"clipboardReadWrite", "clipboardSanitizedWrite"}}, nil)
		eval[bool](p, "{$('option').value = '--tags'; $('operation').value = 'RunTask'; $('state').value = 'clusters: [] # 𝒳 & <b>'; true}")
		p.enter("#text", text)
		p.waitFor("#status", "1 error")
		if got := eval[string](p, "location.hash"); got != "" {
			t.Errorf("%s: the address has %q before it is asked for", tt.name, got)
		}
		eval[bool](p, "{$('link').click(); true}")
		p.waitFor("#link-status", "Copied")
		address := eval[string](p, "location.href")
		if !strings.HasPrefix(address, url+tt.kind) || eval[string](p, "navigator.clipboard.readText()") != address {
			t.Errorf("%s: the address is %s", tt.name, address)
		}
		values := eval[string](p, "JSON.stringify(values())")

		q := b.open(t, address)
		q.waitFor("#status", "1 error. Read as the value of --tags for RunTask.")
		if got := eval[string](q, "JSON.stringify(values())"); got != values || !strings.Contains(got, "𝒳") {
			t.Errorf("%s: the link has %s, want %s", tt.name, got, values)
		}
		q.isClean(url)
		p.isClean(url)
	}
}

func testBadLinks(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	p.enter("#text", mistaken)
	p.waitFor("#status", "1 error")
	for _, fragment := range []string{"z", "zAAAA", "t!", "tbnVsbA", "%00", "x" + strings.Repeat("A", 10_000)} {
		eval[bool](p, "{$('link-status').textContent = ''; location.hash = "+quote(fragment)+"; true}")
		p.waitFor("#link-status", "no text that can be read")
	}
	eval[bool](p, "{$('link-status').textContent = ''; pack({text: ' '.repeat(20 << 20)}).then((f) => { location.hash = f; }); true}")
	p.waitFor("#link-status", "no text that can be read")
	if got := eval[string](p, "$('text').value"); got != mistaken {
		t.Errorf("the text became %q", got)
	}
	eval[bool](p, "pack({text: 'count: 1', operation: 'StopTask', option: 7}).then((f) => { location.hash = f; return true; })")
	p.waitFor("#status", "Read as a RunTask request")
	p.isClean(url)
}
