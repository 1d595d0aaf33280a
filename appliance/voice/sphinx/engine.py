"""Recognition by pocketsphinx: a US-English model inside its wheel, no download, no GPU.

Answers in a grammar are heard well and fast; open speech is poor, and its confidence says so. It works on whole
utterances: the first short silence starts a transcription ahead, which more speech throws away.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from appliance.engines.child import ChildProcess, Patience
from appliance.errors import EngineUnavailableError, EngineUnsuitedError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio, Hint, Transcript
from appliance.voice.audio import to_audio, to_samples
from appliance.voice.sphinx.rejection import LEAST_VOICED_SHARE_IF_SURE, Evidence, confidence, evidence
from appliance.voice.utterance import UtteranceSession

CHILD = "appliance.voice.sphinx.child"

LANGUAGE = "en"

TIMEOUT_SECONDS = 30.0
"""Open speech takes up to its own length on a small busy processor."""

IDLE_SECONDS = 300.0
"""The child holds 60 MB (105 MB after open speech): between calls it is closed. It starts again in half a second."""

FLOOR_IN_GRAMMAR = 0.06
"""RMS of the noise laid under an utterance, as a share of its loud frames' (24 dB below). The model was trained on
rooms: under a synthetic voice and a telephone's digits it makes 136 of 159 answers right instead of 114."""

FLOOR_IN_OPEN_SPEECH = 0.005
"""Open speech wants less (46 dB below): word errors were 28 % without noise, 40 % with as much as above."""

LEAST_FLOOR = 5.0
"""In int16 units: digital silence is nothing the model knows."""


class Sphinx:
    """`SpeechToText` for English. Raises `EngineUnavailableError` where pocketsphinx is not installed."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS) -> None:
        if find_spec("pocketsphinx") is None:
            raise EngineUnavailableError(
                "pocketsphinx is not installed", remedy="Install it: .venv/bin/pip install pocketsphinx"
            )
        self.name = "sphinx"
        self._child = ChildProcess(CHILD, self.name, patience=Patience(reply=TIMEOUT_SECONDS, idle=idle_seconds))

    @property
    def child_pid(self) -> int | None:
        """Of the live child process; None while it is closed."""
        return self._child.pid

    async def warm(self) -> None:
        """Start the child. It closes itself when idle; the next use starts it again."""
        await self.recognise(b"", "#JSGF V1.0; grammar warm; public <warm> = yes | no;", least_voiced_share=1.0)

    async def aclose(self) -> None:
        await self._child.aclose()

    async def open(self, language: str, hint: Hint) -> UtteranceSession:
        """Raises `EngineError` for a language it does not know."""
        if language.partition("-")[0] != LANGUAGE:
            raise EngineUnsuitedError(f"sphinx knows English only, not {language!r}")

        async def transcribe(pcm: bytes) -> Transcript | None:
            found = await self.recognise(pcm, hint.grammar, least_voiced_share=LEAST_VOICED_SHARE_IF_SURE)
            sure = confidence(found)
            return None if sure is None else Transcript(found.text, LANGUAGE, sure, self.name)

        return UtteranceSession(self.name, transcribe)

    async def recognise(self, pcm: bytes, grammar: str | None, *, least_voiced_share: float) -> Evidence:
        """What pocketsphinx makes of one whole utterance (16 kHz), not yet judged. Raises `EngineError`.

        Sound below `least_voiced_share` is not decoded at all.
        """
        request = {"grammar": grammar, "least_voiced_share": least_voiced_share}
        floor = FLOOR_IN_OPEN_SPEECH if grammar is None else FLOOR_IN_GRAMMAR
        heard, _ = await self._child.request(request, with_noise_floor(pcm, floor))
        return evidence(heard, in_grammar=grammar is not None)


def with_noise_floor(pcm: bytes, share: float) -> bytes:
    """The same sound over noise of `share` of the level that a tenth of its frames exceed; always the same noise."""
    samples = to_samples(Audio(pcm, HEARING_RATE)).astype(np.float32)
    whole = len(samples) - len(samples) % FRAME_SAMPLES
    if not whole:
        return pcm
    levels = np.sqrt(np.mean(np.square(samples[:whole].reshape(-1, FRAME_SAMPLES)), axis=1))
    floor = max(LEAST_FLOOR, share * float(np.percentile(levels, 90)))
    noise = np.random.default_rng(0).standard_normal(len(samples), np.float32)
    return to_audio(samples + floor * noise, HEARING_RATE).pcm
