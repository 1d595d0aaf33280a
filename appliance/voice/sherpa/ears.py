"""The streaming recognisers of sherpa-onnx: words come while somebody speaks, on small machines, in a child process."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from appliance.engines.child import ChildProcess, Patience, Share
from appliance.engines.kinds import Surroundings
from appliance.engines.machine import Seat
from appliance.engines.names import EngineName
from appliance.errors import EngineError, EngineUnsuitedError
from appliance.ports import HEARING_RATE, Audio, Hint, Transcript
from appliance.voice.sherpa.ears_models import EarsModel, ears_model
from appliance.voice.sherpa.models import find_folder, require_package

CHILD = "appliance.voice.sherpa.ears_child"
OPTIONS = ("device", "language")
LANGUAGE = "en"

OVERHEAD_MIB = 150
"""Beside the model's files: the interpreter, ONNX Runtime and what it computes in."""

TIMEOUT_SECONDS = 30.0
"""A piece of sound takes a few hundredths of a second."""


class SherpaEars:
    """`SpeechToText` for the one language of its model, which the option `language` tells (`en`)."""

    def __init__(self, name: EngineName, model: EarsModel, seat: Seat, share: Share) -> None:
        self.name = name.text
        self._language = name.options.get("language", LANGUAGE)
        self._model = model
        self._sessions = itertools.count(1)
        opening = {
            "family": model.family,
            "files": dict(model.files),
            "vocabulary": model.vocabulary,
            "tail_seconds": model.tail_seconds,
            "threads": max(1, seat.threads),
            "provider": seat.device,
        }
        self._child = ChildProcess(
            CHILD, self.name, patience=Patience(reply=TIMEOUT_SECONDS), opening=opening, tries=1, share=share
        )

    @property
    def child_pid(self) -> int | None:
        """Of the live child process; None while it is closed."""
        return self._child.pid

    async def warm(self) -> None:
        """Start the child and load the model. It closes itself when idle; the next use starts it again."""
        await self._child.start()

    async def aclose(self) -> None:
        await self._child.aclose()

    async def open(self, language: str, hint: Hint) -> StreamingSession:
        """Raises `EngineUnsuitedError` for a language it does not know."""
        if language.partition("-")[0] != self._language.partition("-")[0]:
            raise EngineUnsuitedError(
                f"{self.name} knows {self._language}, not {language!r}", remedy="The next rung hears it."
            )
        expected = [self._model.spelled(word) for word in speakable_words(hint.words)]
        return StreamingSession(self._child, self.name, next(self._sessions), expected, self._language)


class StreamingSession:
    """One utterance. Its sound goes to the child as it comes, in the background; `feed` never waits for decoding.

    A pause needs nothing: what was fed is decoded already, and the end costs a second of silence at most.
    """

    def __init__(self, child: ChildProcess, name: str, number: int, words: Sequence[str], language: str) -> None:
        self._child = child
        self._name = name
        self._number = number
        self._words = list(words)
        self._language = language
        self._waiting = bytearray()
        self._sending: asyncio.Task[None] | None = None
        self._begun = False
        self._partial = ""

    async def feed(self, audio: Audio) -> str | None:
        """Raises `EngineError` for sound of another rate, and when the child failed over earlier sound."""
        if audio.rate != HEARING_RATE:
            raise EngineError(f"{self._name} hears at {HEARING_RATE} Hz, not {audio.rate}")
        self._waiting += audio.pcm
        if self._sending is not None and self._sending.done():
            self._sending.result()
            self._sending = None
        if self._sending is None:
            self._sending = asyncio.create_task(self._send(), name="stream to the recogniser")
        return self._partial or None

    def pause(self) -> None:
        """Nothing is to be done."""

    async def caught_up(self) -> str:
        """The words so far, once everything that was fed has been decoded. Raises `EngineError`."""
        if self._sending is not None:
            await self._sending
        return self._partial

    async def finish(self) -> Transcript | None:
        await self.caught_up()
        if not self._begun:
            return None
        heard, _ = await self._child.request({"do": "finish", "session": self._number})
        text = as_written(heard["text"])
        sure = confidence(heard["log_probabilities"])
        return Transcript(text, self._language, sure, self._name) if text else None

    async def abandon(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        if self._begun and self._child.pid is not None:
            with suppress(EngineError):
                await self._child.request({"do": "abandon", "session": self._number})

    async def _send(self) -> None:
        """Until nothing waits: what came while the child was busy goes as one piece."""
        while self._waiting:
            pcm = bytes(self._waiting)
            self._waiting.clear()
            beginning = {} if self._begun else {"words": self._words}
            self._begun = True
            heard, _ = await self._child.request({"do": "feed", "session": self._number, **beginning}, pcm)
            self._partial = as_written(heard["text"])


def sherpa_ears(name: EngineName, around: Surroundings) -> SherpaEars:
    """The recogniser `sherpa:NAME` of the folder `stt/NAME`. Raises `EngineUnavailableError`."""
    name.check_options(OPTIONS)
    require_package()
    model = ears_model(find_folder(around.models / "stt", name.model))
    return SherpaEars(
        name, model, around.seat("stt", name), around.share(map(Path, model.files.values()), OVERHEAD_MIB)
    )


def as_written(text: str) -> str:
    """Small letters for the words of a model that only has capitals."""
    tidy = " ".join(text.split())
    return tidy.lower() if tidy.isupper() else tidy


def confidence(log_probabilities: Sequence[float]) -> float | None:
    """The geometric mean of the symbols' probabilities, 0 … 1; None for models that do not tell them."""
    if not log_probabilities:
        return None
    return min(1.0, math.exp(sum(log_probabilities) / len(log_probabilities)))


def speakable_words(words: Sequence[str]) -> list[str]:
    """Those that consist of letters: other characters mean something to the recogniser, or stand for no sound."""
    return [word for word in words if word and all(part.isalpha() or part in " '-" for part in word)]
