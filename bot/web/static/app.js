// What all pages share: the menu, the theme, commands without leaving the page, live parts.
"use strict";

const root = document.documentElement;
root.classList.add("js");
const kept = localStorage.getItem("theme");
if (kept) root.dataset.theme = kept;

function toggleTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = root.dataset.theme || (dark ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

function toggleMenu(button) {
  const open = document.getElementById("menu").classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
}

function say(words, bad = false) {
  const note = document.createElement("p");
  note.className = bad ? "note bad" : "note";
  note.textContent = words;
  const answer = document.getElementById("answer");
  answer.replaceChildren(note);
  answer.scrollIntoView({ block: "nearest" });
}

// Resolves to whether the person says yes.
function confirmed(words) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-words").textContent = words;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

// A form with data-order gives its command and shows the answer; data-confirm asks before.
async function order(form) {
  if (form.dataset.confirm && !(await confirmed(form.dataset.confirm))) return;
  const response = await fetch(form.action, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  const words = response.ok ? (await response.json()).answer : await response.text();
  say(words, !response.ok);
  await refresh();
}

// Parts with data-live and an id are fetched anew when something changed, unless somebody is at
// work in them.
async function refresh() {
  const parts = [...document.querySelectorAll("[data-live][id]")];
  if (!parts.length) return;
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of parts) {
    const next = fresh.getElementById(part.id);
    const busy = part.contains(document.activeElement)
      && document.activeElement.matches("input, textarea, select");
    if (!next || busy || next.innerHTML === part.dataset.seen) continue;
    const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.dataset.seen = next.innerHTML;
    part.replaceChildren(...next.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus();
  }
}

let running = false, again = false;
async function renew() {
  if (running) { again = true; return; }
  running = true;
  try { await refresh(); } finally { running = false; }
  if (again) { again = false; renew(); }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".menu-button, .theme-button");
  if (button?.matches(".menu-button")) toggleMenu(button);
  if (button?.matches(".theme-button")) toggleTheme();
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form");
  if (form.matches("[data-order]")) {
    event.preventDefault();
    order(form).catch((error) => say(String(error), true));
  } else if (form.dataset.confirm && !form.dataset.sure) {
    event.preventDefault();
    const sent = event.submitter;
    confirmed(form.dataset.confirm).then((yes) => {
      if (yes) { form.dataset.sure = "1"; form.requestSubmit(sent); }
    });
  }
});

const live = document.body?.dataset.liveUrl;
if (live && document.querySelector("[data-live]")) {
  let seen = null;
  const news = new EventSource(live);
  news.addEventListener("changed", (event) => {
    if (seen !== null && seen !== event.data) renew();
    seen = event.data;
  });
}
