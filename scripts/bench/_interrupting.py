"""Somebody interrupts a call in a real Chromium: milliseconds from their first sample to the silence of the speaker.

Both are taken inside the page. Its microphone is a stream that the measurement speaks into, and whatever goes to its
speaker also goes to an analyser; what a real sound device adds on its way is not in the figure.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from appliance.ports import Audio
from appliance.voice.espeak import Espeak
from scripts.bench._household import PASSWORD
from scripts.bench._measuring import AUDIBLE, spoken

WORDS = "wait a moment please"
PATIENCE_MS = 30_000

IN_THE_PAGE = """
(() => {
  const bench = (window.bench = { spokeAt: Infinity });
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      const context = target.context;
      context.tap ??= new AnalyserNode(context, { fftSize: 256 });
      bench.tap = context.tap;
      connect.call(this, context.tap);
    }
    return connect.call(this, target, ...rest);
  };
  const stop = AudioBufferSourceNode.prototype.stop;
  AudioBufferSourceNode.prototype.stop = function (...at) {
    if (performance.now() >= bench.spokeAt) bench.stoppedAt ??= performance.now();
    return stop.apply(this, at);
  };
  navigator.mediaDevices.getUserMedia = async () => {
    const context = (bench.voice = new AudioContext());
    await context.resume();
    bench.microphone = context.createMediaStreamDestination();
    return bench.microphone.stream;
  };
  const rest = () => new Promise((done) => setTimeout(done, 4));
  const loudness = () => {
    const samples = new Float32Array(bench.tap.fftSize);
    bench.tap.getFloatTimeDomainData(samples);
    return samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  };
  bench.interrupt = async (samples, rate, patience) => {
    const giveUp = performance.now() + patience;
    let loudSince = null, quietSince = performance.now();
    while (loudSince === null || performance.now() - loudSince < 600) {
      if (loudness() > 0.02) { loudSince ??= performance.now(); quietSince = performance.now(); }
      else if (performance.now() - quietSince > 150) loudSince = null;
      if (performance.now() > giveUp) throw new Error("nothing was said for long enough");
      await rest();
    }
    const buffer = bench.voice.createBuffer(1, samples.length, rate);
    buffer.getChannelData(0).set(samples);
    const source = new AudioBufferSourceNode(bench.voice, { buffer });
    connect.call(source, bench.microphone);
    const at = bench.voice.currentTime + 0.05;
    bench.spokeAt = performance.now() + 1000 * (at - bench.voice.currentTime);
    source.start(at);
    let loudAt = 0;
    while (bench.stoppedAt === undefined || performance.now() - bench.stoppedAt < 300) {
      if (loudness() > 0.005 && performance.now() - (bench.stoppedAt ?? Infinity) < 100) loudAt = performance.now();
      if (performance.now() > bench.spokeAt + 5000) throw new Error("it did not fall silent");
      await rest();
    }
    return Math.max(bench.stoppedAt, loudAt) - bench.spokeAt;
  };
})();
"""


def why_not() -> str | None:
    """Why nothing can be measured here; None where it can."""
    if find_spec("playwright") is None:
        return "playwright is not installed"
    return None if _chromium() else "no Chromium here (apt install chromium)"


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


async def interruptions(url: str, names: Sequence[str]) -> list[float]:
    """Milliseconds of a try for each of these people, while they are greeted; empty where nothing can be measured."""
    if reason := why_not():
        print(f"pages: interruptions not measured: {reason}", file=sys.stderr)
        return []
    from playwright.async_api import Error, async_playwright

    person = Espeak()
    words = _from_the_first_audible(await spoken(person, WORDS))
    await person.aclose()
    tries = []
    async with async_playwright() as running:
        arguments = ["--autoplay-policy=no-user-gesture-required"]
        browser = await running.chromium.launch(executable_path=_chromium(), args=arguments)
        for name in names:
            context = await browser.new_context()
            try:
                tries.append(await _interrupted(await context.new_page(), url, name, words))
            except Error as error:
                print(f"pages: {name} did not interrupt: {error}", file=sys.stderr)
            await context.close()
        await browser.close()
    return tries


async def _interrupted(page: Any, url: str, name: str, words: Audio) -> float:
    """One call: answered, interrupted, hung up."""
    page.set_default_timeout(PATIENCE_MS)
    await page.add_init_script(IN_THE_PAGE)
    await page.goto(f"{url}/sign-in")
    await page.evaluate("localStorage.headphones = 'yes'")  # no echo: speech may interrupt
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/today")
    await page.locator("button[value=call_here]").last.click()
    await page.get_by_role("button", name="Answer", exact=True).click()
    samples = (np.frombuffer(words.pcm, "<i2").astype(float) / 32768).tolist()
    took: float = await page.evaluate(
        "([samples, rate, patience]) => bench.interrupt(samples, rate, patience)", [samples, words.rate, PATIENCE_MS]
    )
    await page.locator("[data-hang-up]").click()
    return took


def _from_the_first_audible(audio: Audio) -> Audio:
    samples = np.frombuffer(audio.pcm, "<i2")
    first = int(np.argmax(np.abs(samples.astype(int)) > AUDIBLE))
    return Audio(samples[first:].tobytes(), audio.rate)
