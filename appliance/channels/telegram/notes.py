"""Voice notes: `Audio` to OGG/Opus and back, in a child process, so that neither the loop nor the memory suffers.

Telegram shows a voice note when it is OGG with Opus (core.telegram.org/bots/api#sendvoice). The waveform under it is
Telegram's work: `sendVoice` takes none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from appliance.engines.child import ChildProcess, Patience
from appliance.errors import InvalidInputError
from appliance.ports import HEARING_RATE, SAMPLE_BYTES, Audio

MOST_FILE_BYTES = 20_000_000
"""What Telegram gives out of a file (core.telegram.org/bots/api#getfile)."""

MOST_SECONDS = 600.0
"""Of a received note that are kept: 19 MB of samples. Nobody's answer takes longer."""

LEAST_SAID_SECONDS = 0.2
"""A shorter sound is filled up with silence: libsndfile calls a file of 50 ms malformed."""

MOST_SAID_SECONDS = 3600.0
"""Of a note that is made."""

CHILD = "appliance.channels.telegram.note_child"
PATIENCE = Patience(reply=60.0, load=60.0, idle=300.0)


class NoteFault(StrEnum):
    """Why a file that somebody sent cannot be heard."""

    EMPTY = "empty"
    """No bytes, or no sound among them."""
    TOO_BIG = "too_big"
    NOT_SOUND = "not_sound"
    """Another kind of file, whatever its name says."""
    NO_SOUND = "no_sound"
    """A video without a sound track."""
    DAMAGED = "damaged"
    """Nothing of it can be decoded."""


REMEDIES = {
    NoteFault.EMPTY: ("The voice note is empty.", "Record it again."),
    NoteFault.TOO_BIG: ("The voice note is larger than 20 MB.", "Record a shorter one."),
    NoteFault.NOT_SOUND: ("The file is no voice note.", "Hold the microphone in Telegram and speak."),
    NoteFault.NO_SOUND: ("The video note has no sound.", "Record it with the microphone on."),
    NoteFault.DAMAGED: ("The voice note is damaged.", "Send it again."),
}


class NoteError(InvalidInputError):
    """What somebody sent cannot be heard."""

    code = "voice_note"

    def __init__(self, fault: NoteFault) -> None:
        message, remedy = REMEDIES[fault]
        super().__init__(message, remedy=remedy)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class VoiceNote:
    """A voice note as a file."""

    ogg: bytes
    """OGG with Opus, mono, 48 kHz."""
    seconds: float

    @property
    def duration_seconds(self) -> int:
        """As `sendVoice` wants it: whole seconds, at least one."""
        return max(1, math.floor(self.seconds + 0.5))


@dataclass(frozen=True, slots=True)
class Decoded:
    """What is in a received note."""

    audio: Audio
    """16 kHz mono; may be silence."""
    whole: bool
    """False where the end is missing: the file was damaged or cut off, or `shortened`."""
    shortened: bool
    """It was longer than is kept."""


class Notes:
    """Encodes and decodes. The process behind it starts with the first note and goes when none came for a while."""

    def __init__(self, *, most_seconds: float = MOST_SECONDS, patience: Patience = PATIENCE) -> None:
        self._most_seconds = most_seconds
        # a file that kills the decoder would kill it again
        self._child = ChildProcess(CHILD, "voice notes", patience=patience, tries=1)

    @property
    def pid(self) -> int | None:
        """Of the process behind it; None while there is none."""
        return self._child.pid

    async def encode(self, audio: Audio) -> VoiceNote:
        """Raises `InvalidInputError` for no sound at all or more than an hour, `EngineError` where encoding broke."""
        if not audio.pcm or audio.seconds > MOST_SAID_SECONDS:
            raise InvalidInputError(f"A voice note of {audio.seconds:.0f} seconds cannot be made.")
        pcm = audio.pcm[: len(audio.pcm) - len(audio.pcm) % SAMPLE_BYTES]
        pcm = pcm.ljust(round(LEAST_SAID_SECONDS * audio.rate) * SAMPLE_BYTES, b"\0")
        _, ogg = await self._child.request({"do": "encode", "rate": audio.rate}, pcm)
        return VoiceNote(ogg, Audio(pcm, audio.rate).seconds)

    async def decode(self, file: bytes) -> Decoded:
        """The sound of an OGG, MP4, WebM or MP3 file, whatever it is called.

        Raises `NoteError` for what is none, `EngineError` where the decoder died or did not end over it.
        """
        if len(file) > MOST_FILE_BYTES:
            raise NoteError(NoteFault.TOO_BIG)
        if not file:
            raise NoteError(NoteFault.EMPTY)
        asked = {"do": "decode", "rate": HEARING_RATE, "most_seconds": self._most_seconds}
        reply, pcm = await self._child.request(asked, file)
        if fault := reply.get("fault"):
            raise NoteError(NoteFault(fault))
        return Decoded(Audio(pcm, HEARING_RATE), bool(reply["whole"]), bool(reply["cut"]))

    async def aclose(self) -> None:
        """End the process behind it."""
        await self._child.aclose()
