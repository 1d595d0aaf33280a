// Sound of a call: the microphone's samples go to a callback, what the appliance says is played in order.

const HEADER_BYTES = 8;
const LEAD_SECONDS = 0.02;

export class Sound {
  // `send(buffer)` takes samples, `played(number)` learns that a sound has left the speaker, `began(number)` that it starts.
  constructor({ send, played, began, context }) {
    this.send = send;
    this.played = played;
    this.began = began;
    this.lent = Boolean(context);
    this.context = context ?? new AudioContext({ latencyHint: "interactive" });
    this.playing = new Set();
    this.nextAt = 0;
  }

  // Opens the microphone. Returns what there is of it; never throws: without one, answers are typed.
  async open({ headphones, microphone = true }) {
    await this.context.resume();
    if (!navigator.mediaDevices) return { microphone: false, reason: "insecure" };
    if (!microphone) return { microphone: false, reason: "refused" };
    try {
      const clean = !headphones;
      const audio = { echoCancellation: clean, noiseSuppression: clean, autoGainControl: clean, channelCount: 1 };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio });
    } catch (error) {
      return { microphone: false, reason: error.name === "NotAllowedError" ? "refused" : "missing" };
    }
    await this.context.audioWorklet.addModule(new URL("capture.js", import.meta.url));
    const [track] = this.stream.getAudioTracks();
    const capture = new AudioWorkletNode(this.context, "capture", { numberOfOutputs: 1 });
    capture.port.onmessage = ({ data }) => this.send(data);
    const silent = new GainNode(this.context, { gain: 0 });
    this.source = this.context.createMediaStreamSource(this.stream);
    this.source.connect(capture).connect(silent).connect(this.context.destination);
    const cancelled = headphones || track.getSettings().echoCancellation === true;
    return { microphone: true, rate: this.context.sampleRate, echo_cancelled: cancelled };
  }

  mute(on) {
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !on;
  }

  play(message) {
    const header = new DataView(message);
    const number = header.getUint32(0, true);
    const rate = header.getUint32(4, true);
    const samples = new Int16Array(message, HEADER_BYTES);
    const buffer = this.context.createBuffer(1, Math.max(1, samples.length), rate);
    buffer.getChannelData(0).set(Float32Array.from(samples, (sample) => sample / 32768));
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.context.destination);
    const at = Math.max(this.context.currentTime + LEAD_SECONDS, this.nextAt);
    this.nextAt = at + buffer.duration;
    source.onended = () => {
      if (!this.playing.delete(source)) return; // it was stopped
      setTimeout(() => this.played(number), 1000 * (this.context.outputLatency || 0));
    };
    this.playing.add(source);
    source.start(at);
    setTimeout(() => this.playing.has(source) && this.began(number), 1000 * (at - this.context.currentTime));
  }

  stop() {
    for (const source of this.playing) source.stop();
    this.playing.clear();
    this.nextAt = 0;
  }

  close() {
    this.stop();
    this.source?.disconnect();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (!this.lent) this.context.close();
  }
}

// Two soft tones.
export function chime(context) {
  [659, 523].forEach((hertz, index) => {
    const at = context.currentTime + 0.35 * index;
    const tone = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.25, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + 1);
  });
}

// They ring again and again. Silent where the browser wants to be touched first.
export class RingTone {
  start() {
    this.context = new AudioContext();
    chime(this.context);
    this.again = setInterval(() => chime(this.context), 3000);
  }

  stop() {
    clearInterval(this.again);
    this.context?.close();
    this.context = null;
  }
}
