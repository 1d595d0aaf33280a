// Server-sent events that come back by themselves: a browser gives up where a proxy answers in the appliance's stead.

const FIRST_MS = 1000;
const LONGEST_MS = 30000;
const SILENT_MS = 65000; // three missed signs of life: the network is gone and nobody has told

export class Events {
  constructor(url) {
    this.url = url;
    this.handlers = {};
    this.waits = FIRST_MS;
    addEventListener("pagehide", () => this.close());
    addEventListener("offline", () => this.again());
    addEventListener("online", () => this.source?.readyState !== EventSource.OPEN && this.open());
  }

  // `act` is called with what the event holds. Kinds of our own: `here` and `lost`.
  on(kind, act) {
    this.handlers[kind] = act;
  }

  // `parameters` are sent with each try from now on.
  open(parameters = this.parameters ?? {}) {
    this.close();
    this.parameters = parameters;
    this.source = new EventSource(`${this.url}?${new URLSearchParams(parameters)}`);
    for (const kind of Object.keys(this.handlers)) {
      this.source.addEventListener(kind, ({ data }) => { this.alive(); this.handlers[kind](JSON.parse(data)); });
    }
    this.source.addEventListener("open", ({ data }) => {
      if (data === undefined) return; // the browser's own, before anything came
      this.waits = FIRST_MS;
      this.handlers.here?.();
    });
    this.source.addEventListener("beat", () => this.alive());
    this.source.onerror = () => this.again();
    this.alive();
  }

  alive() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.again(), SILENT_MS);
  }

  again() {
    this.close();
    this.handlers.lost?.();
    this.retry = setTimeout(() => this.open(), this.waits * (0.75 + Math.random() / 2));
    this.waits = Math.min(LONGEST_MS, this.waits * 2);
  }

  close() {
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    this.source?.close();
  }
}
