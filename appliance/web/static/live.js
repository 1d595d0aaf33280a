// On every page of somebody signed in: rings, holds the call, and keeps the page current.

import { Call } from "./call.js";
import { Events } from "./events.js";
import { RingTone } from "./sound.js";

const REFRESH_MS = 1500;
const LOST_MS = 4000; // a page that is loaded anew, or a restart, is back before that
const dialog = document.getElementById("call");
const words = dialog.dataset;
const title = document.title;
const tone = new RingTone();
let ringing = null;
let call = null;
let refresh = null;

function show(part) {
  for (const each of dialog.querySelectorAll("[data-part]")) each.hidden = each.dataset.part !== part;
  if (!dialog.open) dialog.showModal();
}

function hide() {
  tone.stop();
  ringing = null;
  document.title = title;
  if (dialog.open && !call) dialog.close();
}

function ring({ attempt, about }) {
  if (call || ringing) return;
  ringing = attempt;
  dialog.querySelector("[data-about]").textContent = about;
  document.title = `☎ ${words.rings}`;
  show("ring");
  tone.start();
  navigator.vibrate?.([400, 200, 400]);
  if (globalThis.Notification?.permission === "granted" && document.hidden) {
    new Notification("DisciplineCall", { body: words.rings, tag: attempt });
  }
}

async function answer(withVoice) {
  const attempt = ringing;
  hide();
  call = new Call(dialog, words, withVoice);
  show("talk");
  await call.hold(attempt);
  call = null;
  dialog.close();
  location.reload();
}

function decline() {
  const socket = new WebSocket(dialog.dataset.live.replace(/^http/, "ws"));
  const attempt = ringing;
  socket.onopen = () => socket.send(JSON.stringify({ type: "decline", attempt }));
  hide();
}

dialog.querySelector("[data-do=answer]").addEventListener("click", () => answer(true));
dialog.querySelector("[data-do=type]").addEventListener("click", () => answer(false));
dialog.querySelector("[data-do=decline]").addEventListener("click", decline);
dialog.addEventListener("cancel", (event) => event.preventDefault()); // Escape must not end a call by accident

// Keeping current -----------------------------------------------------------------------------------------------------

// A page with a script of its own keeps itself current: its elements must stay those that the script knows.
const own = [...document.querySelectorAll("script[type=module]")].some(({ src }) => !/\/(live|app)\.js$/.test(src));
let touched = false;
document.addEventListener("input", () => { touched = true; });

async function renew() {
  refresh = null;
  const content = document.getElementById("content");
  const busy = own || touched || call || document.hidden || content.querySelector("input:focus, select:focus, textarea:focus, audio, [data-still]");
  if (busy) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("content");
  if (!fresh || fresh.innerHTML === content.innerHTML) return;
  const focused = document.activeElement?.closest("#content") ? [...content.querySelectorAll("a, button")].indexOf(document.activeElement) : -1;
  content.innerHTML = fresh.innerHTML;
  if (focused >= 0) content.querySelectorAll("a, button")[focused]?.focus();
}

const lost = document.getElementById("lost");
let missed = null;

const events = new Events(dialog.dataset.events);
events.on("ring", ring);
events.on("over", ({ attempt }) => { if (attempt === ringing) hide(); });
events.on("changed", () => { refresh ??= setTimeout(renew, REFRESH_MS); });
events.on("here", () => {
  document.documentElement.dataset.live = "yes";
  clearTimeout(missed);
  missed = null;
  if (!lost.hidden) renew();
  lost.hidden = true;
});
events.on("lost", () => {
  document.documentElement.dataset.live = "no";
  missed ??= setTimeout(() => { lost.hidden = false; }, LOST_MS);
});
events.open();
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
