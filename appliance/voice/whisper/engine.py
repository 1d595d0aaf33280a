"""Recognition by Whisper through faster-whisper, on a processor or a graphics card: `whisper:base.en`.

It works on whole utterances: the first short silence starts a transcription ahead, which more speech throws away. The
model is a folder of `models/stt`; nothing is ever asked of a hub.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from appliance.engines.child import ChildProcess, Patience, Share
from appliance.engines.frames import Header
from appliance.engines.kinds import Surroundings
from appliance.engines.machine import Seat
from appliance.engines.names import EngineName
from appliance.errors import EngineError, EngineUnavailableError, EngineUnsuitedError, SettingsError
from appliance.ports import Hint, Transcript
from appliance.voice.utterance import Partials, UtteranceSession
from appliance.voice.whisper.folder import fault_of, find_folder
from appliance.voice.whisper.rejection import Passage, words

CHILD = "appliance.voice.whisper.child"

OPTIONS = ("device", "compute", "language", "beam")

NUMBERS = ("int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32")
"""How CTranslate2 can calculate."""

FASTEST = {"cpu": "int8", "cuda": "float16"}

MOST_BEAMS = 10

PATIENCE = Patience(reply=30.0, load=120.0, idle=300.0)
"""The child holds 0.3 GB (base) to 0.6 GB (small): it stays through a conversation and is closed after it."""

LONGEST_HINT = 100
"""Characters. A hint takes the place of what was said before; a long one is more often said back."""

OVERHEAD_MIB = 260
"""Beside the model's file: 290 MB were measured with base (75 MB of it the model), 517 MB with small (250 MB)."""

WHISPERS_OWN = {"nb": "no", "iw": "he", "in": "id", "jv": "jw", "fil": "tl", "cmn": "zh", "mo": "ro"}
"""Language codes for which Whisper has another."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How it transcribes, from the engine string's options."""

    places: tuple[tuple[str, str], ...]
    """Devices and how they calculate, preferred first."""
    threads: int
    detects: bool
    """Whether it may hear another language than the person's."""
    beam: int


class Whisper:
    """`SpeechToText` for the languages of its model."""

    def __init__(self, name: str, folder: Path, manner: Manner, share: Share | None = None) -> None:
        self.name = name
        self._folder = folder
        self._manner = manner
        self.partials = Partials(noted_by_engine=True)
        """Whether words are shown while somebody speaks: where they take no more than 0.3 s."""
        self._remedy = f"If memory is not short, fetch the model again: appliance models pull whisper:{folder.name}"
        opening = {"folder": str(folder), "places": manner.places, "threads": manner.threads}
        self._child = ChildProcess(CHILD, name, patience=PATIENCE, opening=opening, share=share)

    @property
    def child_pid(self) -> int | None:
        """Of the live child process; None while it is closed."""
        return self._child.pid

    async def warm(self) -> None:
        """Load the model. The child closes itself when idle; the next use starts it again."""
        await self._load()

    async def aclose(self) -> None:
        await self._child.aclose()

    async def open(self, language: str, hint: Hint) -> UtteranceSession:
        """Raises `EngineUnsuitedError` for a language the model does not know."""
        await self._load()
        told = short(hint.words)
        request: Header = {"language": self._spoken(language), "hint": " ".join(told)}
        request |= {"detect": self._manner.detects, "beam": self._manner.beam}

        async def transcribe(pcm: bytes) -> Transcript | None:
            await self._load()
            heard, _ = await self._child.request(request, pcm)
            self.partials.took_seconds = heard.get("work_seconds", self.partials.took_seconds)
            found = words([Passage(**each) for each in heard["passages"]], told)
            return None if found is None else Transcript(found.text, heard["language"], found.confidence, self.name)

        return UtteranceSession(self.name, transcribe, self.partials)

    async def _load(self) -> None:
        if self._child.pid is None and (fault := fault_of(self._folder)):
            raise EngineError(f"{self.name}: {self._folder} cannot be loaded: {fault}", remedy=self._remedy)
        try:
            await self._child.start()
        except EngineError as error:
            raise EngineError(error.message, remedy=self._remedy) from error
        if self.partials.took_seconds == float("inf"):
            self.partials.took_seconds = self._child.opened["passage_seconds"]

    def _spoken(self, language: str) -> str:
        code = language.replace("_", "-").partition("-")[0].lower()
        code = WHISPERS_OWN.get(code, code)
        known = self._child.opened["languages"]
        if code not in known:
            knows = "English only" if known == ["en"] else f"{len(known)} languages"
            raise EngineUnsuitedError(f"{self.name} knows {knows}, not {language!r}", remedy="The next rung hears it.")
        return code


def whisper(name: EngineName, around: Surroundings) -> Whisper:
    """The recogniser of an engine string. Raises `SettingsError`, `EngineUnavailableError`."""
    name.check_options(OPTIONS)
    manner = manner_of(name, around.seat("stt", name))
    if find_spec("faster_whisper") is None:
        raise EngineUnavailableError(
            "faster-whisper, which runs Whisper, is not installed", remedy="Install it: make engines"
        )
    folder = find_folder(around.models / "stt", name.model)
    return Whisper(name.text, folder, manner, around.share([folder / "model.bin"], OVERHEAD_MIB))


def manner_of(name: EngineName, seat: Seat) -> Manner:
    """What the options say. Raises `SettingsError` for values they cannot have."""
    options = name.options
    device, numbers = options.get("device", "auto"), options.get("compute", "")
    beam = options.get("beam", "1")
    _check(name, "device", device, ("auto", "cpu", "cuda"))
    _check(name, "compute", numbers, ("", *NUMBERS))
    _check(name, "language", options.get("language", "auto"), ("auto",))
    _check(name, "beam", beam, [str(number) for number in range(1, MOST_BEAMS + 1)])
    places = [(seat.device, numbers or FASTEST[seat.device])]
    if device == "auto" and seat.device != "cpu":
        places.append(("cpu", FASTEST["cpu"]))
    return Manner(tuple(places), seat.threads, "language" in options, int(beam))


def _check(name: EngineName, option: str, value: str, possible: Sequence[str]) -> None:
    if value not in possible:
        can_be = ", ".join(each for each in possible if each)
        raise SettingsError(f"{name.text}: {option}={value} is none that Whisper has", remedy=f"It can be {can_be}.")


def short(hint_words: Sequence[str]) -> tuple[str, ...]:
    """As many of the words as make a short hint."""
    kept: list[str] = []
    for word in hint_words:
        if sum(map(len, kept)) + len(word) > LONGEST_HINT:
            break
        kept.append(word)
    return tuple(kept)
