// Trying a room: a level meter fed by the appliance's own measurement, and a word when to speak.

const LEAST = -60; // dBFS, the left end of the meter
const SAY_EACH_MS = 2000; // how often a screen reader is told

function lines(text) {
  return text.split("\n\n").flatMap((event) => {
    const data = event.split("\n").find((line) => line.startsWith("data: "));
    return data && !event.startsWith("event: end") ? [JSON.parse(data.slice(6))] : [];
  });
}

class Meter {
  constructor(root) {
    this.root = root;
    this.button = root.querySelector("button");
    this.bar = root.querySelector("[role=meter]");
    this.number = root.querySelector("output");
    this.said = root.querySelector("[data-said]");
    this.running = null;
    this.button.addEventListener("click", () => (this.running ? this.running.abort() : this.run()));
    root.hidden = false;
  }

  show({ dbfs }) {
    const level = Math.max(LEAST, Math.min(0, dbfs));
    const text = this.root.dataset.text.replace("{level}", Math.round(dbfs));
    this.bar.setAttribute("aria-valuenow", level.toFixed(0));
    this.bar.setAttribute("aria-valuetext", text);
    this.bar.firstElementChild.style.width = `${(1 - level / LEAST) * 100}%`;
    this.number.textContent = text;
    if (performance.now() - this.saidAt > SAY_EACH_MS) {
      this.saidAt = performance.now();
      this.said.textContent = text;
    }
  }

  async run() {
    this.running = new AbortController();
    this.saidAt = performance.now();
    this.said.textContent = "";
    this.button.textContent = this.root.dataset.stop;
    let ending = this.root.dataset.over;
    try {
      const answer = await fetch(this.root.dataset.meter, { signal: this.running.signal });
      if (answer.ok) await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
      else {
        const problem = await answer.json();
        ending = `${problem.detail} ${problem.remedy}`;
      }
    } catch (error) {
      if (error.name !== "AbortError") ending = error.message;
    }
    this.show({ dbfs: LEAST });
    this.number.textContent = "";
    this.said.textContent = ending;
    this.button.textContent = this.root.dataset.start;
    this.running = null;
  }

  async read(reader) {
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      const end = rest.lastIndexOf("\n\n") + 2;
      if (end < 2) continue;
      lines(rest.slice(0, end)).forEach((level) => this.show(level));
      rest = rest.slice(end);
    }
  }
}

for (const root of document.querySelectorAll("[data-meter]")) new Meter(root);

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-speak")) form.querySelector("[data-said]").textContent = form.dataset.busy;
  });
}
