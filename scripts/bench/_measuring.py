"""What measurements of speech share: a synthetic person, late wake-ups of the loop, one line of JSON a figure."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from appliance.ports import Audio, Sentence, TextToSpeech, VoiceStyle
from appliance.voice.audio import resample, slice_seconds, to_samples
from tests.recordings import why_no_recordings

PERSON = VoiceStyle(voice="en-us+f3")
AUDIBLE = 300
"""A sample beyond this, of 32,767, is still speech: where the person really stopped."""


@dataclass
class Stalls:
    """How late the event loop came back to a task that asked for 2 ms, and how long its thread computed meanwhile."""

    late_seconds: list[float] = field(default_factory=list)
    own_seconds: list[float] = field(default_factory=list)
    """The part that is ours; the rest is other processes on the machine."""

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, computed = loop.time() + 0.002, time.thread_time()
            await asyncio.sleep(0.002)
            self.late_seconds.append(loop.time() - due)
            self.own_seconds.append(time.thread_time() - computed)


async def spoken(cache: TextToSpeech, words: str) -> Audio:
    """The person's words, ending with their last audible sample."""
    audio = resample(await cache.synthesize(Sentence(words, style=PERSON)), 16_000)
    audible = [index for index, sample in enumerate(to_samples(audio)) if abs(int(sample)) > AUDIBLE]
    return slice_seconds(audio, 0, audible[-1] / audio.rate if audible else None)


def show(name: str, value: float, baseline: float | None = None, unit: str = "ms", **more: object) -> None:
    """One line of the bench; `more` says what the figure cannot."""
    ratio = round(value / baseline, 3) if baseline else None
    shown = {"name": name, "value": round(value, 2), "unit": unit}
    print(json.dumps({**shown, "baseline": None if baseline is None else round(baseline, 2), "ratio": ratio, **more}))


def p95(values: list[float]) -> float:
    """The value that 95 % are at or below."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


ENGINES = ("faster_whisper", "TTS", "llama_cpp", "gguf")


def true_size_models(name: str) -> Path | None:
    """The folder of models for the measurement of this name; None, with the reason, where there can be none."""
    missing = [package for package in ENGINES if find_spec(package) is None]
    reason = why_no_recordings() or (f"not installed: {', '.join(missing)} (make engines)" if missing else None)
    if reason is not None:
        print(f"{name}: nothing measured: {reason}", file=sys.stderr)
        return None
    from scripts.bench._weights import models

    return models()
