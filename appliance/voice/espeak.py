"""The voice of espeak-ng. It is GPL: run as its own process, one per sentence, never linked."""

from __future__ import annotations

import asyncio
import shutil
from asyncio.subprocess import PIPE
from contextlib import suppress
from dataclasses import replace

from appliance.errors import EngineError, EngineUnavailableError, InvalidInputError
from appliance.ports import Audio, Sentence, VoiceStyle
from appliance.voice.audio import concatenate, read_wav, silence

PROGRAM = "espeak-ng"
REMEDY = "Install it: sudo apt install espeak-ng"

NORMAL_WORDS_PER_MINUTE = 165
"""Ten below espeak-ng's own default: easier to follow in a room."""

NORMAL_PITCH = 50
"""espeak-ng's own default, of 0 … 99."""

TAIL_SECONDS = 0.12
"""Silence after a sentence. espeak-ng's own is 0.30 s, which every answer would wait for (`-z` leaves it out)."""

RATE = 22_050
"""Hertz, of espeak-ng's own voices."""

TIMEOUT_SECONDS = 10.0
"""A sentence takes about 0.03 s."""

AT_ONCE = 2
"""Sentences synthesised at the same time."""

DEFAULT_VOICES = {"en": "en-us"}
"""Language to espeak-ng voice, where they differ."""


class Espeak:
    """`TextToSpeech`. `voice` is an espeak-ng voice for sentences whose style names none: `en-gb`, `en-us+f2`, `de`.

    A voice speaks only its own language: for a sentence of another language the language's default is used. A style
    may name a variant alone (`+f2`), for any language.
    """

    def __init__(self, voice: str = "", *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        program = shutil.which(PROGRAM)
        if program is None:
            raise EngineUnavailableError(f"{PROGRAM} is not installed", remedy=REMEDY)
        self.name = f"espeak:{voice}" if voice else "espeak"
        self._program = program
        self._voice = voice
        self._timeout_seconds = timeout_seconds
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def warm(self) -> None:
        """Bring the program and its data into the disk cache."""
        await self.synthesize(Sentence("ready"))

    async def aclose(self) -> None:
        """Nothing is kept open."""

    async def synthesize(self, sentence: Sentence) -> Audio:
        """Raises `EngineError` when the program fails, knows no such voice or takes too long."""
        if not sentence.text.strip():
            return silence(0.0, RATE)
        async with self._slots:
            wav, complaint = await self._run(arguments(sentence, self._voice), sentence.text)
        try:
            audio = read_wav(wav)
        except InvalidInputError as error:
            raise EngineError(f"{self.name} made no sound: {complaint or error}") from error
        sound = concatenate((audio, silence(TAIL_SECONDS, audio.rate)), audio.rate)
        return replace(sound, engine=self.name)

    async def _run(self, options: list[str], text: str) -> tuple[bytes, str]:
        try:
            process = await asyncio.create_subprocess_exec(
                self._program, *options, stdin=PIPE, stdout=PIPE, stderr=PIPE
            )
        except OSError as error:
            raise EngineError(f"{self.name} cannot be started: {error}", remedy=REMEDY) from error
        try:
            async with asyncio.timeout(self._timeout_seconds):
                wav, complaint = await process.communicate(text.encode())
        except TimeoutError as error:
            raise EngineError(f"{self.name} did not finish within {self._timeout_seconds:g} s") from error
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return wav, complaint.decode(errors="replace").strip()


def arguments(sentence: Sentence, default_voice: str = "") -> list[str]:
    """espeak-ng's options for one sentence, its text coming by standard input as UTF-8."""
    style = sentence.style
    return [
        "--stdout",
        "--stdin",
        "-z",
        *("-b", "1"),
        *("-v", _voice(style, sentence.language, default_voice)),
        *("-s", str(_within(NORMAL_WORDS_PER_MINUTE * style.rate, 80, 450))),
        *("-p", str(_within(NORMAL_PITCH * style.pitch, 0, 99))),
    ]


def _voice(style: VoiceStyle, language: str, default_voice: str) -> str:
    speaks = default_voice.partition("-")[0].partition("+")[0]
    fitting = default_voice if speaks == language.partition("-")[0] else ""
    usual = fitting or DEFAULT_VOICES.get(language, language.lower())
    wanted = style.voice_for("espeak", language)
    return usual.partition("+")[0] + wanted if wanted.startswith("+") else wanted or usual


def _within(value: float, low: int, high: int) -> int:
    return round(min(high, max(low, value)))
