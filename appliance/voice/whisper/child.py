"""faster-whisper in its own process. Run by `whisper.py`.

The opening request loads a model: `folder`, `places` (devices and how they calculate, preferred first) and `threads`.
Its reply tells the `languages` that the model knows, and how long it takes over a passage (`passage_seconds`).

Every other request carries one whole utterance (16-bit mono at 16 kHz), with `language`, `detect`, `hint` and `beam`.
The reply holds the evidence about what was heard; judging it is `rejection.py`'s part.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions, get_speech_timestamps, get_vad_model
from numpy.typing import NDArray

from appliance.engines.frames import Cancelled, Frame, Header, serve
from appliance.voice.whisper.rejection import Passage, Voice, is_voice

Samples = NDArray[np.float32]

RATE = 16_000
FULL_SCALE = np.float32(32_768)
FRAME = 512
"""Samples of which Silero says how likely they hold speech. As in `ports.py`, which would bring more than it is worth
into a small process."""

FRAME_SECONDS = FRAME / RATE

PASSAGE_SECONDS = 30.0
"""Whisper hears this much at once, and works as long for less: it was trained on nothing else, and loops on less."""

FLOOR_PERCENTILE = 40
"""Of the frames' energies: what the room makes by itself. About half of a short utterance is the silence around it."""

NOISE_SHARE = 0.003
"""Noise laid under the sound for voice detection alone, as a share of its loud frames' (50 dB below): digital silence
misleads it (of 189 recordings 10 were refused without it, 4 with it)."""

MOST_TOKENS = 224
"""Of one passage: half of the decoder's positions, as Whisper's own decoding has it."""

MOST_HINT_TOKENS = MOST_TOKENS - 1
"""Where faster-whisper cuts a hint."""

FRAMING_TOKENS = 5
"""Before the words: that a hint comes, that they start, the language, the task, and that they have no timestamps."""

TOKENS_A_SECOND, SPARE_TOKENS = 10, 24
"""A bound for a decoder that does not find an end. Quick English takes 6 a second; other scripts more."""

SURE_OF_LANGUAGE = 0.5
"""A language that is detected with less gives way to the one that was expected."""


class Recogniser:
    """One model, once it is loaded."""

    def __init__(self) -> None:
        self._loaded: WhisperModel | None = None

    @property
    def _model(self) -> WhisperModel:
        if self._loaded is None:
            raise RuntimeError("no model is loaded")
        return self._loaded

    def handle(self, header: Header, pcm: bytes, cancelled: Cancelled) -> Frame:
        if "folder" in header:
            return self._load(header), b""
        return self._hear(header, np.frombuffer(pcm, "<i2").astype(np.float32) / FULL_SCALE, cancelled), b""

    def _load(self, header: Header) -> Header:
        """In the first of the places that works: a graphics card may lack libraries, which only its use shows."""
        failures = []
        for device, numbers in header["places"]:
            try:
                self._loaded = WhisperModel(
                    header["folder"],
                    device=device,
                    compute_type=numbers,
                    cpu_threads=header["threads"],
                    local_files_only=True,
                )
                seconds = self._passage_seconds()
            except Exception as error:  # the tokenizer's are of no narrower kind
                failures.append(f"on {device}: {error}")
                continue
            return {"device": device, "languages": self._model.supported_languages, "passage_seconds": seconds}
        raise RuntimeError(f"the model in {header['folder']} does not load {'; '.join(failures)}")

    def _passage_seconds(self) -> float:
        """Over a second of silence, which takes as long as any other passage but for its words."""
        began = time.monotonic()
        self._write(np.zeros(RATE, np.float32), "en", {"hint": "", "beam": 1})
        return time.monotonic() - began

    def _hear(self, header: Header, samples: Samples, cancelled: Cancelled) -> Header:
        began = time.monotonic()
        chances, voice = voice_of(samples)
        heard: Header = {"voice": asdict(voice), "passages": [], "language": header["language"]}
        if not is_voice(voice):
            return heard
        for number, spans in enumerate(passages_of(samples)):
            if cancelled():
                return {}
            sound = np.concatenate([samples[start:end] for start, end in spans])
            if header["detect"] and not number:
                heard["language"] = self._language(sound, header["language"])
            passage = self._write(sound, heard["language"], header)
            voiced = sum(float(chances[start // FRAME : end // FRAME].sum()) for start, end in spans)
            heard["passages"].append({**passage, "voiced_seconds": voiced * FRAME_SECONDS})
        heard["work_seconds"] = time.monotonic() - began
        return heard

    def _language(self, sound: Samples, expected: str) -> str:
        """Costs another look at the sound, as long as the first."""
        if not self._model.model.is_multilingual:
            return expected
        language, probability, _ = self._model.detect_language(sound)
        return language if probability >= SURE_OF_LANGUAGE else expected

    def _write(self, sound: Samples, language: str, header: Header) -> dict[str, Any]:
        """One passage: a `Passage` but for how much voice is in it."""
        parts, _ = self._model.transcribe(
            sound,
            language=language,
            beam_size=header["beam"],
            temperature=0.0,
            compression_ratio_threshold=None,
            log_prob_threshold=None,
            no_speech_threshold=None,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=self._most_new_tokens(header["hint"], len(sound) / RATE),
            hotwords=header["hint"] or None,
        )
        part = next(iter(parts), None)
        if part is None:
            return asdict(Passage("", 0.0, 1.0, 0.0, 0, 0.0))
        evidence = (part.text, part.avg_logprob, part.no_speech_prob, part.compression_ratio, len(part.tokens))
        return asdict(Passage(*evidence, voiced_seconds=0.0))

    def _most_new_tokens(self, hint: str, seconds: float) -> int:
        """CTranslate2 decodes at most half of the whole length, prompt included, so more than is wanted is allowed."""
        wanted = min(MOST_TOKENS, SPARE_TOKENS + round(TOKENS_A_SECOND * seconds))
        told = len(self._model.hf_tokenizer.encode(" " + hint, add_special_tokens=False).ids) if hint else 0
        prompt = min(told, MOST_HINT_TOKENS) + FRAMING_TOKENS
        return min(max(2 * wanted - prompt, wanted), 2 * MOST_TOKENS - prompt)


def voice_of(samples: Samples) -> tuple[Samples, Voice]:
    """The speech probability of each whole frame, and what they make together."""
    frames = samples[: len(samples) - len(samples) % FRAME]
    if not len(frames):
        return frames, Voice(0.0, 0.0)
    chances = np.asarray(get_vad_model()(with_noise(frames)), np.float32).ravel()
    energies = _energies(frames)
    above = np.maximum(0.0, energies - np.percentile(energies, FLOOR_PERCENTILE))
    share = float((above * chances).sum() / above.sum()) if above.any() else 0.0
    return chances, Voice(float(chances.sum()) * FRAME_SECONDS, share)


def passages_of(samples: Samples) -> Iterator[list[tuple[int, int]]]:
    """Where somebody speaks: first and last sample of each span, as many spans together as Whisper hears at once."""
    options = VadOptions(max_speech_duration_s=PASSAGE_SECONDS)
    together: list[tuple[int, int]] = []
    for span in get_speech_timestamps(with_noise(samples), options):
        start, end = span["start"], span["end"]
        if together and sum(e - s for s, e in together) + end - start > PASSAGE_SECONDS * RATE:
            yield together
            together = []
        together.append((start, end))
    if together:
        yield together


def with_noise(samples: Samples) -> Samples:
    """A copy over faint noise, always the same."""
    level = np.sqrt(np.percentile(_energies(samples) / FRAME, 90)) if len(samples) >= FRAME else 0.0
    noise = np.random.default_rng(0).standard_normal(len(samples), np.float32)
    return samples + np.float32(NOISE_SHARE * level) * noise


def _energies(samples: Samples) -> Samples:
    """Of each whole frame."""
    whole = samples[: len(samples) - len(samples) % FRAME]
    energies: Samples = np.square(whole.reshape(-1, FRAME)).sum(axis=1)
    return energies


if __name__ == "__main__":
    serve(Recogniser().handle)
