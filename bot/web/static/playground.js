// The simulated chat without loading the page anew: forms are sent, and what is new is put in.
"use strict";

const play = document.getElementById("play");
const PARTS = ["now", "soon", "tries", "people", "as"];

function toEnd() {
  const log = document.getElementById("log");
  log.scrollTop = log.scrollHeight;
}

// Additions alone, so that a screen reader hears each line once; what changed is put in its place.
function mergeLog(fresh) {
  const log = document.getElementById("log");
  const next = fresh.getElementById("log");
  const ids = new Set([...next.children].map((line) => line.id));
  for (const line of [...log.children]) if (!ids.has(line.id)) line.remove();
  for (const line of [...next.children]) {
    const old = document.getElementById(line.id);
    if (!old) log.append(line);
    else if (old.className !== line.className) old.replaceWith(line);
  }
}

function show(fresh, parts = [...PARTS, "quoting"]) {
  const next = fresh.getElementById("play");
  if (!next) { location.reload(); return; }
  const other = document.getElementById("group")?.value !== fresh.getElementById("group")?.value;
  if (Number(next.dataset.seen) < Number(play.dataset.seen) || other) {
    document.getElementById("log").replaceChildren();
  }
  mergeLog(fresh);
  for (const id of parts) {
    const old = document.getElementById(id), part = fresh.getElementById(id);
    if (old.innerHTML === part.innerHTML) continue;
    const chosen = part.value;
    old.replaceChildren(...part.childNodes);
    if (chosen !== undefined) old.value = chosen;
  }
  if (document.activeElement?.id !== "group") {
    document.getElementById("group")?.replaceWith(fresh.getElementById("group"));
  }
  play.dataset.seen = next.dataset.seen;
  toEnd();
}

async function receive(response, parts) {
  if (!response.ok) { say(await response.text(), true); return; }
  show(new DOMParser().parseFromString(await response.text(), "text/html"), parts);
}

const HTML = { headers: { accept: "text/html" } };
async function quote(link) {
  await receive(await fetch(`/playground${new URL(link.href).search}`, HTML));
  document.getElementById("text").focus();
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  play.setAttribute("aria-busy", "true");
  try {
    await receive(await fetch("/playground", { method: "POST", body, ...HTML }));
    for (const field of form.querySelectorAll("input:not([type=hidden], [type=checkbox])")) field.value = "";
    if (form.id === "write") document.getElementById("text").focus();
  } finally {
    play.removeAttribute("aria-busy");
  }
}

play.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter).catch((error) => say(String(error), true));
});

play.addEventListener("click", (event) => {
  const link = event.target.closest(".acts > a, #quoting a");
  if (!link) return;
  event.preventDefault();
  quote(link).catch((error) => say(String(error), true));
});

// Saved playbooks hold at once, and the page says so without being asked.
async function look() {
  if (document.visibilityState !== "visible" || play.hasAttribute("aria-busy")) return;
  const response = await fetch(`/playground/news?seen=${play.dataset.seen}`);
  if (response.status === 200) await receive(await fetch("/playground", HTML), PARTS);
}
setInterval(() => look().catch(() => {}), 1000);
toEnd();
