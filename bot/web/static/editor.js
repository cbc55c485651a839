// The editor of a file: line numbers, what is wrong at its line, completion. Without it the page
// is a form that does the same in more steps.
"use strict";

const form = document.getElementById("editor");
const paper = document.getElementById("text");
const gutter = form.querySelector(".gutter");
const list = document.getElementById("choices");
const mistakes = document.getElementById("mistakes");
const opened = paper.value;
let schema = null, offered = [], chosen = -1, begun = "", leaving = false, saving = false;

// Line numbers

function number(wrong) {
  const count = paper.value.split("\n").length;
  const lines = Array.from({ length: count }, (_, n) => {
    const line = document.createElement("div");
    line.textContent = String(n + 1);
    if (wrong.has(n + 1)) line.className = "wrong";
    return line;
  });
  gutter.replaceChildren(...lines);
  follow();
}

function follow() {
  gutter.style.height = `${paper.offsetHeight}px`;
  gutter.scrollTop = paper.scrollTop;
}

// Checking what is written, without saving it

let asked = 0, waiting = 0;
function checkSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => check().catch(() => {}), 400);
}

async function check() {
  const turn = (asked += 1);
  const response = await fetch("/playbooks/check", {
    method: "POST",
    headers: { "x-csrf-token": document.body.dataset.csrf },
    body: new URLSearchParams({ file: form.dataset.file, text: paper.value }),
  });
  if (!response.ok || turn !== asked) return;
  show((await response.json()).mistakes);
}

function show(found) {
  const items = found.map((one) => {
    const item = document.createElement("li");
    if (one.here && one.line) item.append(leadTo(one.line), " ");
    item.append(one.what);
    return item;
  });
  const words = document.createElement(found.length ? "ul" : "p");
  words.className = found.length ? "mistakes" : "soft";
  words.append(...(found.length ? items : [form.dataset.right]));
  mistakes.replaceChildren(words);
  number(new Set(found.filter((one) => one.here).map((one) => one.line)));
  paper.setAttribute("aria-invalid", String(found.some((one) => one.here)));
}

function leadTo(line) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = form.dataset.line.replace("#", line);
  button.addEventListener("click", () => goTo(line));
  return button;
}

function goTo(line) {
  const lines = paper.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  paper.focus();
  paper.setSelectionRange(start, start + (lines[line - 1] || "").length);
  paper.scrollTop = Math.max(0, (line - 4) * lineHeight());
}

const lineHeight = () => parseFloat(getComputedStyle(paper).lineHeight);

// Completion

function suggest(anyway) {
  if (!schema || paper.selectionStart !== paper.selectionEnd) return hide();
  const position = paper.selectionStart;
  if (/\S/.test(paper.value.slice(position).split("\n")[0])) return hide();
  const found = Complete.at(paper.value, position, schema);
  begun = found.begun;
  offered = found.choices.slice(0, 40);
  if (!offered.length || (!anyway && !begun)) return hide();
  list.replaceChildren(...offered.map(choice));
  list.hidden = false;
  const row = paper.value.slice(0, position).split("\n").length;
  const below = row * lineHeight() - paper.scrollTop + 10;
  list.style.top = `${Math.min(below, paper.offsetHeight - 40)}px`;
  list.style.left = "1.5rem";
  select(0);
}

function choice(one, n) {
  const item = document.createElement("li");
  item.id = `choice-${n}`;
  item.setAttribute("role", "option");
  item.textContent = one.text;
  if (one.what) item.append(Object.assign(document.createElement("small"), { textContent: one.what }));
  item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(n); });
  return item;
}

function select(n) {
  chosen = (n + offered.length) % offered.length;
  [...list.children].forEach((item, m) => item.setAttribute("aria-selected", String(m === chosen)));
  list.children[chosen].scrollIntoView({ block: "nearest" });
  paper.setAttribute("aria-activedescendant", `choice-${chosen}`);
  paper.setAttribute("aria-controls", "choices");
}

function hide() {
  list.hidden = true;
  offered = [];
  paper.removeAttribute("aria-activedescendant");
}

function take(n) {
  const one = offered[n], end = paper.selectionStart;
  insert(one.insert, end - begun.length, end);
  hide();
  if (one.insert.endsWith(": ")) suggest(true);
}

// Keeps the browser's undo, which setting the value would lose.
function insert(text, start, end) {
  paper.focus();
  paper.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) paper.setRangeText(text, start, end, "end");
  changed();
}

// Keys

function indent(back) {
  const start = paper.value.lastIndexOf("\n", paper.selectionStart - 1) + 1;
  const several = paper.value.slice(paper.selectionStart, paper.selectionEnd).includes("\n");
  if (!back && !several) return insert("  ", paper.selectionStart, paper.selectionEnd);
  const end = paper.selectionEnd, block = paper.value.slice(start, end);
  const moved = back ? block.replace(/^ {1,2}/gm, "") : block.replace(/^(?=.)/gm, "  ");
  if (moved === block) return;
  insert(moved, start, end);
  if (several) paper.setSelectionRange(start, start + moved.length);
}

function newLine() {
  const line = paper.value.slice(0, paper.selectionStart).split("\n").pop();
  const deep = /^\s*(?:- +)*/.exec(line)[0].length;
  const more = /:\s*$/.test(line) ? 2 : 0;
  insert(`\n${" ".repeat(deep + more)}`, paper.selectionStart, paper.selectionEnd);
}

const OPEN = {
  ArrowDown: () => select(chosen + 1),
  ArrowUp: () => select(chosen - 1),
  Enter: () => take(chosen),
  Tab: () => take(chosen),
  Escape: () => hide(),
};

function pressed(event) {
  if (event.isComposing) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(); return; }
  if (event.ctrlKey && event.key === " ") { event.preventDefault(); suggest(true); return; }
  if (!list.hidden && plain && !event.shiftKey && OPEN[event.key]) { event.preventDefault(); OPEN[event.key](); return; }
  if (event.key === "Escape") { leaving = true; return; }
  if (event.key === "Tab" && plain && !leaving) { event.preventDefault(); indent(event.shiftKey); }
  if (event.key === "Enter" && plain && !event.shiftKey) { event.preventDefault(); newLine(); }
  if (event.key !== "Shift") leaving = false;
}

function changed() {
  number(new Set());
  checkSoon();
}

paper.addEventListener("keydown", pressed);
paper.addEventListener("input", (event) => { changed(); if (!event.isComposing && event.inputType === "insertText") suggest(false); });
paper.addEventListener("scroll", follow);
paper.addEventListener("blur", hide);
paper.addEventListener("click", hide);
new ResizeObserver(follow).observe(paper);
form.addEventListener("submit", (event) => { saving = !event.submitter?.formTarget; });
addEventListener("beforeunload", (event) => {
  if (!saving && paper.value !== opened) event.preventDefault();
});
addEventListener("pageshow", () => { saving = false; });

async function learn() {
  schema = await (await fetch(form.dataset.schema)).json();
  form.dataset.completes = "yes";
}
if (form.dataset.schema) learn().catch(() => {});
const wrong = [...mistakes.querySelectorAll("[data-at]")];
for (const item of wrong) item.querySelector("b").replaceWith(leadTo(Number(item.dataset.at)));
number(new Set(wrong.map((item) => Number(item.dataset.at))));
const meant = /^#line-(\d+)$/.exec(location.hash); // how other pages lead to a rule
if (meant) goTo(Number(meant[1]));
