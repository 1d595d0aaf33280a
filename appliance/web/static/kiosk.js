// The page of a tablet that is a room: clock, next calls, and calls that open by themselves when they are due.

import { Call } from "./call.js";
import { Events } from "./events.js";
import { chime } from "./sound.js";

const SETTLE_MS = 150;
const content = document.getElementById("content");
const dialog = document.getElementById("call");
const words = dialog.dataset;
const language = document.documentElement.lang;
const find = (name) => content.querySelector(`[data-${name}]`);
const events = new Events(words.events);
let context = null; // of all sound: a browser that was touched once lets it sound from then on
let microphone = false; // whether it may be used without a question that nobody is there to answer
let asked = !navigator.mediaDevices; // for the microphone, if in vain
let hearing = navigator.mediaDevices ? "" : "insecure";
let coming = [];
let call = null;
let stale = false;
let connecting = null;

// Shown -----------------------------------------------------------------------------------------------------------------

const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });

function show() {
  const now = new Date();
  find("clock").textContent = time.format(now);
  find("date").textContent = day.format(now);
  find("locked").hidden = sounds() && asked;
  find("hearing").textContent = hearing ? find("hearing").dataset[hearing] : "";
  const shown = coming.filter(({ at }) => at > now).map(({ name, at }) => {
    const line = document.createElement("li");
    const when = at.toDateString() === now.toDateString() ? time.format(at) : `${weekday.format(at)} ${time.format(at)}`;
    const hour = document.createElement("time");
    hour.dateTime = at.toISOString();
    hour.textContent = when;
    line.append(hour, " ", name);
    return line;
  });
  if (!shown.length) {
    const none = document.createElement("li");
    none.textContent = find("next").dataset.none;
    shown.push(none);
  }
  find("next").replaceChildren(...shown);
}

function sounds() {
  return context?.state === "running";
}

// Being ready -------------------------------------------------------------------------------------------------------------

// What the page is able to do goes with the connection: it is made anew when that changes, once for changes together.
function connect() {
  clearTimeout(connecting);
  connecting = setTimeout(() => events.open({ sound: sounds(), microphone }), SETTLE_MS);
}

async function unlock() {
  await context.resume();
  chime(context);
  await listen();
  await stayAwake();
  show();
  connect();
}

// Whether the microphone was allowed before: then nobody is asked again.
async function look() {
  const permission = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
  microphone = permission?.state === "granted" && Boolean(navigator.mediaDevices);
  asked ||= microphone || permission?.state === "denied";
  if (permission?.state === "denied") hearing ||= "refused";
}

// Asks once for the microphone, so that no question stands in the way when it is time.
async function listen() {
  if (!navigator.mediaDevices) return;
  asked = true;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    microphone = true;
    hearing = "";
  } catch (error) {
    microphone = false;
    hearing = error.name === "NotAllowedError" ? "refused" : "missing";
  }
}

async function stayAwake() {
  if (document.hidden) return;
  await navigator.wakeLock?.request("screen").catch(() => {}); // a low battery refuses
}

// A context starts by itself where the browser allows that: as an installed app, or by the device's own settings.
async function begin() {
  context = new AudioContext();
  context.onstatechange = () => {
    show();
    if (!call) connect();
  };
  context.resume();
  stayAwake();
  await look();
  show();
  connect();
}

// Calls -------------------------------------------------------------------------------------------------------------------

async function ring({ attempt, name }) {
  if (call || !sounds()) return;
  dialog.querySelector("#call-title").textContent = name;
  for (const part of dialog.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== "talk";
  dialog.showModal();
  call = new Call(dialog, words, true, { context, microphone });
  await call.hold(attempt);
  call = null;
  dialog.close();
  dialog.querySelector("[data-captions]").replaceChildren();
  if (stale) await renew();
}

async function callNow(person) {
  const said = find("asked");
  const body = new URLSearchParams({ person, id: crypto.randomUUID?.() ?? uuid() });
  const answer = await fetch("kiosk/call", { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  said.textContent = answer?.ok ? "" : ((await answer?.json().catch(() => null))?.detail ?? find("connection").dataset.lost);
}

// `crypto.randomUUID` is for secure pages only.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// The page anew without loading it: a page that is loaded has to be touched again before it may sound.
async function renew() {
  stale = Boolean(call);
  if (stale) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  content.innerHTML = fresh.getElementById("content").innerHTML;
  document.title = fresh.title;
  show();
}

content.addEventListener("click", ({ target }) => {
  if (target.closest("[data-unlock]")) unlock();
  const person = target.closest("[data-person]")?.dataset.person;
  if (person) callNow(person);
});
document.addEventListener("pointerdown", () => { if (!sounds()) context.resume(); });
document.addEventListener("visibilitychange", stayAwake);
dialog.addEventListener("cancel", (event) => event.preventDefault());

events.on("ring", ring);
events.on("next", (found) => { coming = found.map(({ name, at }) => ({ name, at: new Date(at) })); show(); });
events.on("changed", renew);
events.on("load", () => location.reload());
events.on("here", () => { find("connection").textContent = ""; document.documentElement.dataset.live = sounds() ? "sounds" : "silent"; });
events.on("lost", () => { find("connection").textContent = find("connection").dataset.lost; document.documentElement.dataset.live = "no"; });
setInterval(show, 5000);
begin();
