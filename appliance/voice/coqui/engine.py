"""Voices of `coqui-tts`: VITS and XTTS models from a local folder, in a child process.

`coqui:NAME?speaker=p225&device=cpu` is the voice in `models/tts/NAME`; without a name it is the only Coqui voice there.
"""

from __future__ import annotations

import asyncio
import shutil
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path

from appliance.engines.child import ChildProcess, Patience, Share
from appliance.engines.kinds import Surroundings
from appliance.engines.machine import Seat
from appliance.engines.names import EngineName
from appliance.errors import EngineError, EngineUnavailableError, EngineUnsuitedError
from appliance.ports import Audio, Sentence
from appliance.voice.audio import silence
from appliance.voice.coqui.models import CoquiVoice, accepted_licence, coqui_folders, look_into

CHILD = "appliance.voice.coqui.child"

PACKAGES = {"TTS": "coqui-tts", "torch": "torch", "torchaudio": "torchaudio", "torchcodec": "torchcodec"}
"""Module to package. coqui-tts imports the last three and brings none of them."""

OPTIONS = ("speaker", "device")

REPLY_SECONDS = {"vits": 60.0, "xtts": 180.0}
"""For one piece of a sentence, at most 13 s of speech: VITS takes half of that on two idle cores, XTTS far longer."""

IDLE_SECONDS = 300.0
"""The child holds 0.6 GB and more, but loading takes seconds: it stays for the length of a call."""

OVERHEAD_MIB = {"vits": 300, "xtts": 1000}
"""Beside the model's file: the interpreter, PyTorch, and what it computes in. For XTTS an estimate."""

NAMED_SPEAKERS = 12
"""So many are named in a message."""


class Coqui:
    """`TextToSpeech`. The option `speaker` is for styles that name none this model has; without it, its first."""

    def __init__(self, name: EngineName, voice: CoquiVoice, seat: Seat, share: Share | None = None) -> None:
        self.name = name.text
        self._voice = voice
        self._speaker = name.options.get("speaker", "")
        self._turn = asyncio.Lock()
        """One sentence at a time: the patience for a reply begins with its own turn."""
        self._child = ChildProcess(
            CHILD,
            name.text,
            patience=Patience(reply=REPLY_SECONDS[voice.architecture], idle=IDLE_SECONDS),
            opening={
                "folder": str(voice.folder),
                "architecture": voice.architecture,
                "model_file": str(voice.model_file),
                "arguments": dict(voice.arguments),
                "language": voice.languages[0] if voice.languages else "en",
                "device": seat.device,
                "must_be_cuda": name.options.get("device") == "cuda",
                "threads": seat.threads,
            },
            tries=1,
            share=share,
        )

    @property
    def child_pid(self) -> int | None:
        """Of the live child process; None while it is closed."""
        return self._child.pid

    async def warm(self) -> None:
        """Load the model and have it say a word. The child closes when idle; the next use starts it again."""
        await self._child.start()
        self._speaker_for("")

    async def aclose(self) -> None:
        await self._child.aclose()

    async def synthesize(self, sentence: Sentence) -> Audio:
        """The speed is kept between half and twice the model's own; the pitch is left as it is.

        Characters that the model does not know are left out. Raises `EngineError`, `EngineUnsuitedError` for a
        language that it does not speak.
        """
        if not any(character.isalnum() for character in sentence.text):
            return silence(0.0, self._voice.rate)
        self._check_language(sentence.language)
        async with self._turn:
            await self._child.start()
            request = {
                "text": sentence.text,
                "language": sentence.language,
                "speaker": self._speaker_for(sentence.style.voice_for("coqui", sentence.language)),
                "speed": sentence.style.rate,
            }
            async with aclosing(self._child.stream(request)) as parts:
                pcm = b"".join([sound async for _, sound in parts])
        return Audio(pcm, self._child.opened["rate"], self.name)

    def _check_language(self, language: str) -> None:
        spoken = self._voice.languages
        if spoken and language.lower().partition("-")[0] not in spoken:
            raise EngineUnsuitedError(
                f"{self.name} speaks {', '.join(spoken)}, not {language!r}", remedy="The next rung speaks it."
            )

    def _speaker_for(self, wanted: str) -> str:
        """The model's name of a speaker, empty where it has only one. Raises `EngineError` for the owner's mistake."""
        speakers = {name.strip(): name for name in self._child.opened["speakers"]}
        if self._speaker and self._speaker not in speakers:
            some = ", ".join([*list(speakers)[:NAMED_SPEAKERS], *(["…"] if len(speakers) > NAMED_SPEAKERS else [])])
            raise EngineError(
                f"{self.name}: the model has no speaker {self._speaker!r}",
                remedy=f"It has {some}." if speakers else "It has one voice only: leave the speaker out.",
            )
        first = next(iter(speakers), "")
        chosen: str = speakers.get(wanted) or speakers.get(self._speaker) or speakers.get(first, "")
        return chosen


def coqui(name: EngineName, around: Surroundings) -> Coqui:
    """The voice of an engine string. Loads nothing.

    Raises `EngineUnavailableError` where a package or a file is missing, or a licence was not accepted, and
    `SettingsError` for an unknown option.
    """
    name.check_options(OPTIONS)
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise EngineUnavailableError(f"{missing[0]} is not installed", remedy="Install it: make engines")
    voice = look_into(_folder(name, around))
    _check_licence(voice)
    if voice.phonemizer == "espeak" and not (shutil.which("espeak-ng") or shutil.which("espeak")):
        raise EngineUnavailableError(
            f"{voice.folder.name} reads what espeak-ng makes of a text, and espeak-ng is not installed",
            remedy="Install it: sudo apt install espeak-ng",
        )
    share = around.share([voice.model_file], OVERHEAD_MIB[voice.architecture])
    return Coqui(name, voice, around.seat("tts", name), share)


def _folder(name: EngineName, around: Surroundings) -> Path:
    """Where the model is. A name is that of one folder, never a path."""
    tts = around.models / "tts"
    there = coqui_folders(tts)
    if name.model and tts.is_dir() and name.model in {entry.name for entry in tts.iterdir() if entry.is_dir()}:
        return tts / name.model
    if not name.model and len(there) == 1:
        return tts / there[0]
    wanted = f"no voice {name.model!r}" if name.model else "more than one Coqui voice" if there else "no Coqui voice"
    named = f"Name one of those there: {', '.join(f'coqui:{one}' for one in there)}. " if there else ""
    get = f"appliance models pull coqui:{name.model or 'NAME'}, or appliance models import a folder."
    raise EngineUnavailableError(f"there is {wanted} in {tts}", remedy=f"{named}Get one: {get}")


def _check_licence(voice: CoquiVoice) -> None:
    if voice.architecture == "xtts" and accepted_licence(voice.folder) is None:
        raise EngineUnavailableError(
            f"{voice.folder.name} is an XTTS model: its licence allows no commercial use, and nobody has accepted it",
            remedy=f"Read it and accept it: appliance models accept coqui:{voice.folder.name}",
        )
