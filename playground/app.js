// The page of the playground. What it shows comes from ecstaskExplain: the library,
// compiled to WebAssembly, which ecstask.js gives to start.
"use strict";

const $ = (id) => document.getElementById(id);
const fields = ["text", "option", "operation", "state"].map($); // with the names of explain.Input
const maxSize = 4 << 20; // in bytes, of what a link holds

const values = () => Object.fromEntries(fields.map((f) => [f.id, f.value]));

function enter(input) {
	for (const f of fields) {
		f.value = typeof input[f.id] === "string" ? input[f.id] : "";
		if (f.selectedIndex === -1) f.selectedIndex = 0;
	}
	$("more").open = $("more").open || $("state").value !== "";
	show();
}

function element(name, text, attributes = {}) {
	const e = document.createElement(name);
	e.textContent = text;
	for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
	return e;
}

function show() {
	if (!globalThis.ecstaskExplain) return;
	const result = JSON.parse(ecstaskExplain(JSON.stringify(values())));
	$("findings").replaceChildren(...result.findings.map(item));
	const errors = result.findings.filter((f) => f.severity === "error");
	report($("status"), summary(result, errors.length));
	$("status").className = result.read && !result.findings.length ? "good" : "";
	for (const box of ["text", "state"]) {
		$(box).setAttribute("aria-invalid", errors.some((f) => f.box === box));
	}
	for (const part of ["command", "program"]) {
		$(part).textContent = result[part];
		$(part + "-section").hidden = result[part] === "";
	}
}

// report changes a live region only if it says something else than before, so that
// screen readers do not repeat it.
function report(region, text) {
	if (region.textContent !== text) region.textContent = text;
}

function summary({ read, findings }, errors) {
	if (!read && !findings.length) return "Enter a text, or choose an example.";
	const counts = [[errors, "error"], [findings.length - errors, "warning"]]
		.filter(([n]) => n > 0)
		.map(([n, what]) => `${n} ${what}${n === 1 ? "" : "s"}`);
	return `${counts.join(", ") || "Nothing found"}. Read as ${read}.`;
}

function item(f) {
	const li = element("li", "", { class: f.severity });
	const what = element("p", "");
	what.append(element("span", f.severity, { class: "severity" }), " ");
	if (f.line) {
		const where = f.box === "state" ? "task definition, " : "";
		const place = element("button", `${where}line ${f.line}, column ${f.column}`, { type: "button" });
		place.addEventListener("click", () => go(f));
		what.append(place, " ");
	}
	if (f.path) what.append(element("code", f.path), ": ");
	what.append(f.text);
	li.append(what);
	if (f.snippet) li.append(element("pre", f.snippet, { "aria-hidden": "true", tabindex: "-1" }));
	if (f.hint) li.append(element("p", f.hint, { class: "hint" }));
	if (f.doc.startsWith("https://")) li.append(element("a", f.rule, { href: f.doc, rel: "noreferrer" }));
	return li;
}

// go selects the word at the place of a finding.
function go(f) {
	const box = $(f.box);
	if (f.box === "state") $("more").open = true;
	const [word] = /^["']?[\w./-]*(:[\w./-]+)*/.exec(box.value.slice(f.index));
	box.setSelectionRange(f.index, f.index + Math.max(1, word.length));
	box.focus();
}

const pipe = (bytes, stream) => new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();
const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const toBase64 = (bytes) => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));

// pack writes what was entered as a fragment: z and compressed, or t and as it is
// where the browser cannot compress.
async function pack(input) {
	let bytes = new TextEncoder().encode(JSON.stringify(input));
	const compressed = "CompressionStream" in globalThis;
	if (compressed) bytes = new Uint8Array(await pipe(bytes, new CompressionStream("deflate-raw")));
	return (compressed ? "z" : "t") + toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpack(fragment) {
	let bytes = fromBase64(fragment.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
	if (fragment[0] === "z") bytes = await inflate(bytes);
	return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
}

// inflate stops at maxSize: a short fragment can hold a huge text.
async function inflate(bytes) {
	const parts = [];
	let size = 0;
	const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
	for (let part = await reader.read(); !part.done; part = await reader.read()) {
		parts.push(part.value);
		size += part.value.length;
		if (size > maxSize) throw new RangeError("too large");
	}
	return new Blob(parts).arrayBuffer();
}

async function follow() {
	if (location.hash.length < 2) return;
	try {
		enter(await unpack(location.hash.slice(1)));
		report($("link-status"), "");
	} catch {
		report($("link-status"), "The link holds no text that can be read.");
	}
}

async function copyLink() {
	history.replaceState(null, "", "#" + (await pack(values())));
	try {
		await navigator.clipboard.writeText(location.href);
		report($("link-status"), "Copied. The address of this page is the link, too.");
	} catch {
		report($("link-status"), "The address of this page is the link: copy it.");
	}
}

// start runs the library, given as base64 of gzip.
async function start(program) {
	try {
		const bytes = await pipe(fromBase64(program), new DecompressionStream("gzip"));
		const library = new Go();
		const { instance } = await WebAssembly.instantiate(bytes, library.importObject);
		library.run(instance).then(() => {
			delete globalThis.ecstaskExplain;
			report($("status"), "The checks have stopped. Reload the page.");
		});
		show();
	} catch {
		report($("status"), "This browser cannot run the checks: they need WebAssembly and DecompressionStream.");
	}
}

for (const [label, input] of Object.entries(examples)) {
	const button = element("button", label, { type: "button" });
	button.addEventListener("click", () => enter(input));
	$("examples").append(" ", button);
}
let timer;
$("form").addEventListener("input", () => {
	clearTimeout(timer);
	timer = setTimeout(show, 100);
});
$("form").addEventListener("submit", (event) => event.preventDefault());
$("link").addEventListener("click", copyLink);
addEventListener("hashchange", follow);
follow();
