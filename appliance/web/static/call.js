// One call in the page: sound both ways, captions, and answers that are typed or tapped.

import { Sound } from "./sound.js";

const QUICK = { yes_no: ["yes", "no"], presence: ["yes"] };
const MOST_STEPS = 11;
const STAYS = /^\d+$/; // says the same in every language

// What can be tapped instead of said. A scale without ends is from 1 to 10.
export function choices({ answer, scale }) {
  if (answer !== "scale") return QUICK[answer] ?? [];
  const [low, high] = scale ?? [1, 10];
  const count = high - low + 1;
  if (!Number.isInteger(low) || !Number.isInteger(high) || low < 0 || count < 2 || count > MOST_STEPS) return [];
  return Array.from({ length: count }, (_, index) => String(low + index));
}

export class Call {
  // `context`: of sound that may be heard already; without, one of its own. `microphone`: whether to ask for it.
  constructor(dialog, words, withVoice, { context = null, microphone = true } = {}) {
    this.context = context;
    this.microphone = microphone;
    this.words = words;
    this.withVoice = withVoice;
    this.find = (name) => dialog.querySelector(`[data-${name}]`);
    this.captions = this.find("captions");
    this.captions.replaceChildren();
    this.waiting = []; // captions whose sound has not begun
    this.controls = new AbortController();
    const on = (name, kind, act) => this.find(name).addEventListener(kind, act, { signal: this.controls.signal });
    on("mute", "click", () => this.mute(!this.muted));
    on("hang-up", "click", () => this.tell({ type: "hang_up" }));
    on("typing", "submit", (event) => { event.preventDefault(); this.type(this.find("text").value); });
    on("text", "input", () => this.tell({ type: "writing", on: this.find("text").value !== "" }));
    on("headphones", "change", ({ target }) => { localStorage.headphones = target.checked ? "yes" : ""; });
    this.find("headphones").checked = localStorage.headphones === "yes";
  }

  // Returns once the call is over.
  async hold(attempt) {
    const over = new Promise((resolve) => { this.ended = resolve; });
    this.state("connecting");
    let features = { microphone: false, sound: false };
    if (this.withVoice) {
      this.sound = new Sound({
        send: (samples) => this.socket?.readyState === WebSocket.OPEN && this.socket.send(samples),
        played: (number) => this.tell({ type: "played", number }),
        began: (number) => this.began(number),
        context: this.context,
      });
      const { reason, ...found } = await this.sound.open({ headphones: this.find("headphones").checked, microphone: this.microphone });
      features = { ...found, sound: true };
      if (reason) this.note(this.words[reason]);
    }
    this.hasMicrophone = features.microphone;
    this.find("headphones").parentElement.hidden = !this.hasMicrophone;
    this.mute(false);
    this.captions.setAttribute("aria-live", this.withVoice ? "off" : "polite");
    this.socket = new WebSocket(this.words.live.replace(/^http/, "ws"));
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => this.tell({ type: "answer", attempt, features });
    this.socket.onmessage = ({ data }) => (typeof data === "string" ? this.take(JSON.parse(data)) : this.sound?.play(data));
    this.socket.onclose = () => this.ended();
    await over;
    this.controls.abort();
    this.sound?.close();
    this.indicate(false);
  }

  tell(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  take(message) {
    switch (message.type) {
      case "caption":
        if (this.withVoice) this.waiting.push(message.text);
        else this.caption("appliance", message.text);
        this.quick([]);
        break;
      case "listen":
        this.flush();
        this.state("listening");
        this.quick(choices(message));
        break;
      case "heard":
        if (message.text) this.caption("person", message.text);
        this.state("thinking");
        this.quick([]);
        break;
      case "stop":
        this.sound?.stop();
        this.waiting = [];
        break;
      case "fault":
        this.note(message.message);
        break;
      case "over":
        this.ended();
        break;
    }
  }

  // A sound begins: its caption is shown with it. Chimes and pauses have none.
  began() {
    if (this.waiting.length) this.caption("appliance", this.waiting.shift());
    this.state("speaking");
  }

  flush() {
    for (const text of this.waiting.splice(0)) this.caption("appliance", text);
  }

  caption(who, text) {
    const line = document.createElement("li");
    line.className = who;
    line.textContent = text;
    this.captions.append(line);
    line.scrollIntoView({ block: "end" });
  }

  quick(names) {
    const buttons = names.map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = STAYS.test(name) ? name : this.words[name];
      button.addEventListener("click", () => this.type(button.textContent));
      return button;
    });
    this.find("quick").replaceChildren(...buttons);
  }

  type(text) {
    if (!text.trim()) return;
    this.tell({ type: "typed", text: text.trim().slice(0, 500) });
    this.find("text").value = "";
  }

  mute(on) {
    this.muted = on;
    this.sound?.mute(on);
    this.tell({ type: "mute", on });
    this.indicate(this.hasMicrophone && !on);
  }

  indicate(open) {
    const button = this.find("mute");
    button.hidden = !this.hasMicrophone;
    button.setAttribute("aria-pressed", String(Boolean(this.muted)));
    button.classList.toggle("open", Boolean(open));
    this.find("microphone").textContent = open ? this.words.open : this.words.muted;
  }

  state(name) {
    this.find("state").textContent = this.words[name];
  }

  note(text) {
    this.find("note").textContent = text ?? "";
  }
}
