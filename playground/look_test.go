package playground_test

import (
	"slices"
	"testing"
)

// contrasts lists the texts of the page whose contrast with what is behind them is
// less than 4.5, by the formula of WCAG 2, and counts those that have enough.
const contrasts = `(() => {
	const rgb = (color) => color.match(/[\d.]+/g).map(Number);
	const luminance = ([r, g, b]) => [r, g, b]
		.map((c) => c / 255)
		.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = (e) => {
		const color = rgb(getComputedStyle(e).backgroundColor);
		return color[3] === 0 && e.parentElement ? behind(e.parentElement) : color;
	};
	const bad = [];
	let good = 0;
	for (const e of document.querySelectorAll("body *")) {
		const own = e.value || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
		if (!own || !e.checkVisibility()) continue;
		const [a, b] = [rgb(getComputedStyle(e).color), behind(e)].map(luminance);
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) bad.push(e.tagName + " " + e.className + " " + ratio.toFixed(2));
		else good++;
	}
	return { bad, good, dark: luminance(behind(document.body)) < 0.2 };
})()`

func testColors(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	for _, scheme := range []string{"light", "dark"} {
		p.call("Emulation.setEmulatedMedia", object{"features": []object{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
		for text, severities := range map[string]string{
			mistaken + "startedBy: a:b":       "error|warning",
			"taskDefinition: web:7\ncount: 1": "",
		} {
			p.enter("#text", text)
			p.wait("[...document.querySelectorAll('#findings li')].map((e) => e.className).join('|') === " + quote(severities) + " && !$('status').textContent.startsWith('Enter')")
			got := eval[struct {
				Bad  []string
				Good int
				Dark bool
			}](p, contrasts)
			if len(got.Bad) > 0 || got.Good < 20 || got.Dark != (scheme == "dark") {
				t.Errorf("%s: %+v", scheme, got)
			}
		}
	}
	p.isClean(url)
}

func testNarrow(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	p.call("Emulation.setDeviceMetricsOverride", object{"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": false}, nil)
	for _, example := range eval[[]string](p, "Object.keys(examples)") {
		eval[bool](p, "{enter(examples["+quote(example)+"]); true}")
		if width := eval[int](p, "document.documentElement.scrollWidth"); width > 320 {
			t.Errorf("%s: the page is %d pixels wide", example, width)
		}
	}
	p.isClean(url)
}

// testNames looks at what a screen reader says of the parts.
func testNames(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	eval[bool](p, "{enter(examples['Against a task definition']); true}")
	var tree struct {
		Nodes []struct {
			Ignored          bool
			Role, Name       struct{ Value string }
			Description      struct{ Value string }
			BackendDOMNodeID int
		}
	}
	p.call("Accessibility.getFullAXTree", nil, &tree)
	names := make(map[string][]string)
	for _, n := range tree.Nodes {
		if !n.Ignored {
			names[n.Role.Value] = append(names[n.Role.Value], n.Name.Value)
		}
	}
	for role, want := range map[string][]string{
		"textbox":  {"Text", "Task definition"},
		"combobox": {"The text is", "Operation"},
		"heading":  {"ecstask playground", "Findings"},
		"group":    {"Examples:"},
	} {
		for _, name := range want {
			if !slices.Contains(names[role], name) {
				t.Errorf("no %s has the name %q: %q", role, name, names[role])
			}
		}
	}
	for _, role := range []string{"textbox", "combobox", "button", "link", "region"} {
		if len(names[role]) == 0 || slices.Contains(names[role], "") {
			t.Errorf("some %s has no name: %q", role, names[role])
		}
	}
	if len(names["status"]) != 2 {
		t.Errorf("%d live regions", len(names["status"]))
	}
	p.isClean(url)
}

// testNothingIsSent tries to connect from inside the page, even to its own server.
func testNothingIsSent(t *testing.T, b *browser, url string) {
	p := b.open(t, url)
	for name, try := range map[string]string{
		"fetch":     "fetch('" + url + "').then(() => 'sent', () => 'refused')",
		"image":     "new Promise((done) => { const i = new Image(); i.onload = () => done('sent'); i.onerror = () => done('refused'); i.src = '" + url + "x.png'; })",
		"WebSocket": "new Promise((done) => { try { const s = new WebSocket('" + url + "'.replace('http', 'ws')); s.onerror = () => done('refused'); } catch { done('refused'); } })",
		"script":    "new Promise((done) => { const s = document.createElement('script'); s.onload = () => done('sent'); s.onerror = () => done('refused'); s.src = 'http://127.0.0.2:9/'; document.body.append(s); })",
	} {
		before := len(p.complaints())
		if got := eval[string](p, try); got != "refused" {
			t.Errorf("%s: %s", name, got)
		}
		if len(p.complaints()) == before {
			t.Errorf("%s: it was not the policy of the page that refused it", name)
		}
	}
}
