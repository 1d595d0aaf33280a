"""Recognition through the recogniser's port: word errors with and without grammar, speed, noise taken for words.

Digits, commands and read speech of the recordings, synthetic requests; needs RECORDINGS and prints nothing but a reason
where they are absent. Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline).
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.calls.wishes import to_be_read_back
from appliance.coach.interpret import interpret
from appliance.coach.reading import READ_BACK_FROM, Reading
from appliance.language.wishes import Wish
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio, Hint, Sentence, SpeechToText, Transcript
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning
from appliance.records.requests import RequestKind
from appliance.voice.audio import to_samples
from appliance.voice.espeak import Espeak
from appliance.voice.silero import FRAME_BYTES, Silero
from appliance.voice.sphinx.engine import Sphinx
from scripts.bench._answers import CARDS, DIGITS, ITEMS, REQUESTS, VOICES, as_answer, hint, word_errors, words
from scripts.bench._utterances import HELD_OUT, Utterance, noise, recorded
from tests.recordings import why_no_recordings

OPEN = Hint(Answer.OPEN)
TICK_SECONDS = 0.005
DIGITS_EACH = 3
"""Every third digit is heard, of 120."""
LONGEST_READ_SECONDS = 8.0


@dataclass(slots=True)
class Score:
    """Word errors and time over some utterances."""

    words: int = 0
    errors: int = 0
    sound_seconds: float = 0.0
    work_seconds: float = 0.0

    @property
    def error_rate(self) -> float:
        return 100 * self.errors / self.words

    @property
    def real_time_factor(self) -> float:
        return self.work_seconds / self.sound_seconds


def report(name: str, value: float, unit: str, baseline: float | None = None) -> None:
    ratio = round(value / baseline, 3) if baseline else None
    rounded = None if baseline is None else round(baseline, 3)
    print(
        json.dumps({"name": name, "value": round(value, 3), "unit": unit, "baseline": rounded, "ratio": ratio}),
        flush=True,
    )


async def hear(engine: SpeechToText, audio: Audio, expected: Hint) -> Transcript | None:
    session = await engine.open("en", expected)
    await session.feed(audio)
    return await session.finish()


async def listen(engine: SpeechToText, audio: Audio, expected: Hint) -> str:
    transcript = await hear(engine, audio, expected)
    return transcript.text if transcript else ""


async def score(engine: SpeechToText, utterances: Sequence[Utterance], expected: Hint) -> Score:
    total = Score()
    for utterance in utterances:
        began = time.perf_counter()
        heard = await listen(engine, utterance.audio, expected)
        total.work_seconds += time.perf_counter() - began
        total.sound_seconds += utterance.audio.seconds
        said = words(utterance.text)
        total.words += len(said)
        total.errors += word_errors(said, words(heard))
    return total


async def recognition(engine: SpeechToText) -> None:
    digits = [Utterance(d.source, d.kind, as_answer(d.audio), d.text) for d in recorded("fsdd")[::DIGITS_EACH]]
    for name, utterances, grammar in (("digits", digits, DIGITS), ("commands", recorded("pocketsphinx"), CARDS)):
        free, bound = await score(engine, utterances, OPEN), await score(engine, utterances, grammar)
        label = f"{name} in a grammar, n={len(utterances)}, without grammar as baseline"
        report(f"word errors, {label}", bound.error_rate, "%", free.error_rate)
        report(f"real-time factor, {label}", bound.real_time_factor, "s/s", free.real_time_factor)
    sentences = [u for folder in ("harvard12", "librivox_austen") for u in recorded(folder)]
    free, bound = await score(engine, sentences, OPEN), await score(engine, sentences, one_of(sentences))
    label = f"read sentences in a grammar of them, n={len(sentences)}, without grammar as baseline"
    report(f"word errors, {label}", bound.error_rate, "%", free.error_rate)
    report(f"real-time factor, {label}", bound.real_time_factor, "s/s", free.real_time_factor)
    read = [u for u in recorded("ljspeech32") if u.audio.seconds <= LONGEST_READ_SECONDS][:8]
    free = await score(engine, read, OPEN)
    report(f"word errors, read book without grammar, n={len(read)}", free.error_rate, "%")
    report(f"real-time factor, read book without grammar, n={len(read)}", free.real_time_factor, "s/s")


def one_of(utterances: Sequence[Utterance]) -> Hint:
    """A grammar whose sentences are exactly theirs."""
    sentences = " | ".join(" ".join(words(utterance.text)) for utterance in utterances)
    return Hint(Answer.OPEN, f"#JSGF V1.0; grammar read; public <sentence> = {sentences};")


async def requests(engine: SpeechToText) -> None:
    """What becomes of requests that several synthetic voices speak instead of an answer."""
    espeak = Espeak()
    sounds = [
        (text, as_answer(await espeak.synthesize(Sentence(text, "en", style)))) for text in REQUESTS for style in VOICES
    ]
    found: Counter[str] = Counter()
    for text, sound in sounds:
        found[ending(ITEMS["yes_no"], text, await hear(engine, sound, hint("yes_no")))] += 1
    for name in ("done at once", "right once read back", "wrong in the read-back", "wrong and done at once"):
        report(f"requests at a yes/no question {name}, n={len(sounds)}", 100 * found[name] / len(sounds), "%")


def ending(item: AgendaItem, said: str, heard: Transcript | None) -> str:
    """What a call would make of it."""
    reading = interpret(item, heard, user_name="Sam") if heard else Reading(Meaning.SILENCE)
    wish = wished(reading)
    if wish is None or reading.confidence < READ_BACK_FROM:
        return "not understood"
    right = wish == wished(interpret(item, Transcript(said), user_name="Sam"))
    if to_be_read_back(reading):
        return "right once read back" if right else "wrong in the read-back"
    return "done at once" if right else "wrong and done at once"


def wished(reading: Reading) -> Wish | None:
    """Without how sure it is."""
    if reading.meaning is Meaning.LATER:
        return Wish(RequestKind.SNOOZE, minutes=reading.minutes)
    return replace(reading.wish, certainty=1.0) if reading.wish and reading.meaning is Meaning.REQUEST else None


async def false_accepts(engine: SpeechToText) -> None:
    """Noise that was not used for calibration: as cut by a line, and windows and mixes that no line would cut."""
    cut = taken_cut = other = taken_other = 0
    for utterance in noise(HELD_OUT, windows=3, mixes=1):
        expected = hint("yes_no") if (cut + other) % 2 else OPEN
        taken = bool(await listen(engine, utterance.audio, expected))
        if utterance.kind == "cut":
            cut, taken_cut = cut + 1, taken_cut + taken
        else:
            other, taken_other = other + 1, taken_other + taken
    report(f"false accepts, held-out noise, n={cut + other}", 100 * (taken_cut + taken_other) / (cut + other), "%")
    report(f"false accepts, held-out noise as a line cuts it, n={cut}", 100 * taken_cut / max(1, cut), "%")


async def longest_stall(engine: SpeechToText) -> None:
    """The longest gap between two ticks of the event loop during an open decode, beside an idle loop's."""

    async def ticking(gaps: list[float]) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.perf_counter()
            gaps.append(now - last - TICK_SECONDS)
            last = now

    longest = []
    for utterance in (None, recorded("harvard12")[0]):
        gaps: list[float] = []
        ticker = asyncio.create_task(ticking(gaps))
        if utterance is None:
            await asyncio.sleep(1)
        else:
            await listen(engine, utterance.audio, OPEN)
        ticker.cancel()
        await asyncio.gather(ticker, return_exceptions=True)
        longest.append(1000 * max(gaps))
    report("longest event-loop stall during an open decode, idle loop as baseline", longest[1], "ms", longest[0])


def voice_activity() -> None:
    silero, audio = Silero(), recorded("historic")[0].audio
    took = []
    for at in range(0, min(len(to_samples(audio)), 300 * FRAME_SAMPLES) * 2 - FRAME_BYTES + 1, FRAME_BYTES):
        frame = Audio(audio.pcm[at : at + FRAME_BYTES], HEARING_RATE)
        began = time.perf_counter()
        silero.speech_probability(frame)
        took.append(1000 * (time.perf_counter() - began))
    report("voice activity, one frame, its own length as baseline", statistics.median(took), "ms", 32.0)


async def main() -> None:
    engine = Sphinx()
    try:
        await engine.warm()
        await recognition(engine)
        await requests(engine)
        await longest_stall(engine)
        voice_activity()
        await false_accepts(engine)
    finally:
        await engine.aclose()


if __name__ == "__main__":
    if reason := why_no_recordings():
        print(f"recognition: not measured, {reason}", file=sys.stderr)
    else:
        asyncio.run(main())
