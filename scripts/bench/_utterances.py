"""Utterances to measure recognition with: noise as a line would cut it and worse, digits, commands, synthetic answers.

Noise is split in halves by the hash of its source recording within its class, so that each class is in both halves and
no recording in two; `CALIBRATION` sets constants, `HELD_OUT` reports.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from appliance.ports import FRAME_SAMPLES, HEARING_RATE, SAMPLE_BYTES, Audio
from appliance.records.agenda import Answer
from appliance.voice.audio import gain, mix, slice_seconds, to_audio, to_samples
from appliance.voice.endpoint import Endpointer, Event, Profile, profile_for
from appliance.voice.silero import Silero
from tests.recordings import RECORDINGS, read_any

CALIBRATION, HELD_OUT = 0, 1
PREROLL_FRAMES = 16
FRAME_BYTES = FRAME_SAMPLES * SAMPLE_BYTES
EAGER = Profile(0.7, 12.0, min_speech_seconds=0.03, begin_probability=0.25, keep_probability=0.15)
LEVELS = (0.9, 0.25, 0.06)
"""Peak of full scale."""
LONGEST_SECONDS = 60.0
"""Of one recording; only the office is longer."""


@dataclass(frozen=True, slots=True)
class Utterance:
    source: str
    kind: str
    """`cut` by voice activity and endpointing, `eager cut` by a trigger far too light, a `window` at random, a `mix` of
    two recordings; or `speech`."""
    audio: Audio
    text: str = ""


def noise(half: int, *, windows: int = 12, mixes: int = 4) -> Iterator[Utterance]:
    """Noise of one half: what a line and a nervous line would cut out of it, windows of 1 … 4 s, and mixes."""
    files = _halves()[half]
    for file in files:
        seed = np.random.default_rng(_hash(file.name))
        audio = slice_seconds(read_any(file), 0, LONGEST_SECONDS)
        for level in LEVELS:
            for kind, profile in (("cut", profile_for(Answer.NUMBER)), ("eager cut", EAGER)):
                yield from (Utterance(file.name, kind, cut) for cut in cuts(at_peak(audio, level), profile))
        for _ in range(windows):
            yield Utterance(file.name, "window", at_peak(_window(audio, seed), float(seed.choice(LEVELS))))
        for _ in range(mixes):
            other = read_any(files[int(seed.integers(len(files)))])
            both = [at_peak(_window(sound, seed), 0.45) for sound in (audio, other)]
            yield Utterance(file.name, "mix", mix(both, HEARING_RATE))


def cuts(audio: Audio, profile: Profile) -> list[Audio]:
    """The utterances that voice activity and endpointing make of it, with pre-roll, as the line feeds them."""
    detector = Silero()
    frames = [audio.pcm[at : at + FRAME_BYTES] for at in range(0, len(audio.pcm) - FRAME_BYTES + 1, FRAME_BYTES)]
    found, endpointer, start, paused = [], Endpointer(profile), None, 0
    for index, frame in enumerate(frames):
        probability = detector.speech_probability(Audio(frame, HEARING_RATE))
        event = endpointer.process(FRAME_SAMPLES / HEARING_RATE, probability)
        if event is Event.SPEECH_BEGAN:
            began = index + 1 - round(endpointer.began_seconds_ago * HEARING_RATE / FRAME_SAMPLES)
            start = max(0, began - PREROLL_FRAMES)
        if event is Event.PAUSED:
            paused = index + 1
        if event is Event.ENDED:
            found.append(Audio(b"".join(frames[start : max(paused, (start or 0) + 1)]), HEARING_RATE))
            endpointer, start = Endpointer(profile), None
    if start is not None:
        found.append(Audio(b"".join(frames[start:]), HEARING_RATE))
    return found


def recorded(folder: str) -> list[Utterance]:
    """The recordings of `speech/FOLDER` with the words they say, where known."""
    lines = (RECORDINGS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return [
        Utterance(entry["file"], "speech", read_any(RECORDINGS / entry["file"]), entry.get("text") or "")
        for entry in sorted(entries, key=lambda entry: str(entry["file"]))
        if entry["file"].startswith(f"speech/{folder}/")
    ]


def in_a_room(audio: Audio, *, floor: float = 3.0, before: float = 0.5, after: float = 0.25) -> Audio:
    """With the faint hiss that comes before and after it on a line; `floor` is its RMS in int16 units."""
    edges = [np.zeros(round(seconds * HEARING_RATE), np.float64) for seconds in (before, after)]
    samples = np.concatenate([edges[0], to_samples(audio), edges[1]])
    return to_audio(samples + np.random.default_rng(1).normal(0, floor, len(samples)), HEARING_RATE)


def with_noise(audio: Audio, noise_audio: Audio, ratio_db: float) -> Audio:
    """The sound over a noise that is `ratio_db` weaker, by RMS."""
    sound, hiss = to_samples(audio).astype(np.float64), to_samples(noise_audio).astype(np.float64)
    hiss = np.resize(hiss, len(sound))
    factor = _rms(sound) / max(1e-9, _rms(hiss)) * 10 ** (-ratio_db / 20)
    return to_audio(sound + factor * hiss, HEARING_RATE)


def at_peak(audio: Audio, peak: float) -> Audio:
    """Scaled so that its loudest sample is `peak` of full scale; digital silence stays as it is."""
    loudest = int(np.abs(to_samples(audio).astype(np.int32)).max(initial=0))
    return gain(audio, peak * 32_767 / loudest) if loudest > 33 else audio


def _rms(samples: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def _window(audio: Audio, seed: np.random.Generator) -> Audio:
    length = float(seed.uniform(1, 4))
    start = float(seed.uniform(0, max(0.01, audio.seconds - length)))
    return slice_seconds(audio, start, start + length)


def _halves() -> tuple[list[Path], list[Path]]:
    sources: dict[str, set[str]] = defaultdict(set)
    files = [path for path in (RECORDINGS / "noise").rglob("*") if path.is_file() and path.parent.name != "rir"]
    for file in files:
        name, source = _class_and_source(file)
        sources[name].add(source)
    halves: tuple[list[Path], list[Path]] = ([], [])
    for file in sorted(files):
        name, source = _class_and_source(file)
        order = sorted(sources[name], key=_hash)
        halves[(order.index(source) + _hash(name)) % 2].append(file)
    return halves


def _class_and_source(file: Path) -> tuple[str, str]:
    """`person_sneeze_3-142605-A` is the class `person_sneeze` and recording `3-142605`."""
    name, _, source = file.stem.rpartition("_")
    return name or file.stem, "-".join(source.split("-")[:2])


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
