"""Everything that can be replaced, on one page: the protocols, and the values that cross them.

Contracts are stated here once; implementations do not repeat them. Times on a line are seconds of the event loop's
clock (`asyncio.get_running_loop().time()`), so that whole calls run in virtual time; dates are passed in as `now`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult
from appliance.records.people import RingStyle

Now = Callable[[], datetime]
"""Reads the wall clock: an aware UTC time. Built in `app.py`, passed in everywhere else."""

SAMPLE_BYTES = 2
"""16-bit signed little-endian mono samples everywhere inside the appliance."""

HEARING_RATE = 16_000
"""Hertz. What voice activity detection and recognition work on."""

FRAME_SAMPLES = 512
"""Samples of one captured frame: 32 ms at `HEARING_RATE`, the window Silero VAD was trained on."""


# Sound and words ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Audio:
    """16-bit signed little-endian mono PCM."""

    pcm: bytes
    rate: int
    """Hertz."""
    engine: str = field(default="", compare=False)
    """The engine string that made it; empty for what was recorded."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / SAMPLE_BYTES / self.rate


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """How a persona sounds. Engines map it to what they have and ignore what they lack."""

    voice: str = ""
    """The engine's own name of a voice; empty is the language's default."""
    rate: float = 1.0
    """Speed, 1 is the engine's normal."""
    pitch: float = 1.0
    """1 is the engine's normal."""
    pause_seconds: float = 0.0
    """Silence between two sentences."""
    voices: tuple[tuple[str, str, str], ...] = ()
    """Engine (`espeak`), language (`de`; empty: every one) and the engine's own name of a voice."""

    def voice_for(self, engine: str, language: str) -> str:
        """The voice meant for this engine and language; `voice` where none is."""
        spoken = language.lower().partition("-")[0]
        named = {(each, code): voice for each, code, voice in self.voices}
        return named.get((engine, spoken)) or named.get((engine, "")) or self.voice


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing to say: words to synthesise, or a recording to play as it is."""

    text: str
    """For a recording, what it says as far as known: shown and stored, not spoken."""
    language: str = "en"
    style: VoiceStyle = VoiceStyle()
    recording: Audio | None = None
    wording: str = field(default="", compare=False)
    """On the first sentence of a persona's line: the line's digest, so that it does not return too soon."""
    to_the_end: bool = field(default=False, compare=False)
    """No voice interrupts it: help that is offered is heard whole."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a recogniser may expect to hear."""

    answer: Answer
    grammar: str | None = None
    """A JSGF grammar of the likely answers, or None for open speech."""
    words: tuple[str, ...] = ()
    """Words worth expecting in open speech: names, units."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recogniser made of one utterance."""

    text: str
    language: str = "en"
    confidence: float | None = None
    """0 … 1, comparable within one engine; None where the engine has no measure."""
    engine: str = ""
    """The engine string that served, `sphinx` for example."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What really left the speaker."""

    text: str
    """The words really heard, shorter than asked for when interrupted."""
    seconds: float
    interrupted: bool = False
    first_sound_at: float | None = None
    """Loop seconds at which the first sample was handed to the device; None for a silent line."""
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Timings:
    """When things happened in one hearing, in loop seconds; None for what did not happen."""

    listening_from: float | None = None
    speech_began: float | None = None
    speech_ended: float | None = None
    """End of the last voiced frame, before the endpointing silence."""
    endpoint_at: float | None = None
    """When the endpoint was decided."""
    transcribed_at: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The outcome of listening once. `transcript` None is silence past the line's patience: a result, not an error."""

    transcript: Transcript | None
    timings: Timings = Timings()
    clip: Audio | None = None
    """The utterance itself, where the line has sound."""
    sources: tuple[UUID, ...] = ()
    """Letters of a durable line that it was made of, by their ids: kept with the turn, they count as answered."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What a line should listen for, and how patiently."""

    hint: Hint
    patience_seconds: float = 8.0
    """The absolute deadline for speech to begin, from when listening opened. Noise does not extend it."""
    language: str = "en"
    end_silence_seconds: float | None = None
    """Silence that ends a short answer, as this person likes it; open answers get more in proportion."""
    thinking: bool = False
    """They asked for time to think: silences within the answer are waited out."""
    scale: tuple[float, float] | None = None
    """Both ends of the scale that is asked for, where a line can offer its steps."""
    confirming: bool = False
    """Something was read back, and `yes` and `no` are answers, where a line can offer them."""
    push_to_talk: bool = False
    """What is said counts from when a button is pressed until it is let go, where the line has one."""


# Engines -----------------------------------------------------------------------------------------------------------


class Engine(Protocol):
    """What all engines share."""

    @property
    def name(self) -> str:
        """The engine string, `espeak` or `ollama:llama3.2:3b`."""

    async def warm(self) -> None:
        """Make the next use fast: load weights, start the child process. Idempotent."""

    async def aclose(self) -> None:
        """Release everything. Idempotent; the engine may be warmed again afterwards."""


class RecognitionSession(Protocol):
    """One utterance being heard. Ends with exactly one `finish` or `abandon`."""

    async def feed(self, audio: Audio) -> str | None:
        """Take the next piece (16 kHz); returns a partial transcript where the engine has one."""

    def pause(self) -> None:
        """The person has fallen silent for a moment: decode ahead. The next `feed` throws that work away."""

    async def finish(self) -> Transcript | None:
        """The words, or None when the engine rejects what it heard as not speech. Raises `EngineError`."""

    async def abandon(self) -> None:
        """Forget the utterance."""


class SpeechToText(Engine, Protocol):
    async def open(self, language: str, hint: Hint) -> RecognitionSession:
        """Begin one utterance. Raises `EngineError`."""


class TextToSpeech(Engine, Protocol):
    async def synthesize(self, sentence: Sentence) -> Audio:
        """The sentence as sound, at the engine's own rate. Raises `EngineError`."""


class VoiceActivity(Protocol):
    def speech_probability(self, frame: Audio) -> float:
        """How likely one frame of `FRAME_SAMPLES` at `HEARING_RATE` holds speech, 0 … 1. Keeps state between frames."""

    def reset(self) -> None:
        """Forget the frames seen so far."""


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    """`system`, `user` or `assistant`."""
    content: str


@dataclass(frozen=True, slots=True)
class Limits:
    max_tokens: int = 160
    temperature: float = 0.7
    stop: tuple[str, ...] = field(default=())


Filled = TypeVar("Filled", bound=BaseModel)


class LanguageModel(Engine, Protocol):
    async def prepare(self, messages: Sequence[Message]) -> None:
        """Evaluate the head of a conversation: what begins with the same messages later costs its own tokens only.

        Loads the model where it is not loaded. Raises `EngineError`.
        """

    def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        """The reply as it is made. Closing it early stops the engine's work. Raises `EngineError`.

        Where the messages exceed the model's context, the oldest that are not `system` are left out.
        """

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        """A validated instance, by schema-constrained decoding. Raises `EngineError`."""


# Reaching a person -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """Why a channel is asked to reach somebody."""

    call_id: UUID
    attempt_id: UUID
    user_name: str
    room: str | None = None
    due_at: datetime | None = None
    """When the first sound should be heard; a channel may prepare its devices before."""
    language: str = "en"
    zone: str = "UTC"
    """IANA zone of whoever is called: how loud a room may be depends on the hour there."""
    ring: RingStyle = RingStyle.NORMAL
    user_id: UUID | None = None
    """Whose call it is, for channels that belong to a person."""
    resumed: bool = False
    """The attempt began before a restart: a durable line is taken up again, and nothing rings."""
    said: int = 0
    """How many turns of the appliance are kept of this attempt."""
    called_off: asyncio.Event = field(default_factory=asyncio.Event, compare=False)
    """Set once a request (snooze, skip, pause) has ended the attempt: what rings is to stop, as declined."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """The person was not reached, as a result."""

    result: AttemptResult
    detail: str = ""
    """Why, for a person: `no device named "Kitchen"`."""
    until: datetime | None = None
    """When it is worth trying again, where the channel knows."""


class Line(Protocol):
    """The live connection an answered attempt gives. Raises `LineDroppedError` when it breaks."""

    durable: bool
    """Whether the conversation may survive a restart on it (hours, as on Telegram).

    Such a line belongs to one person, holds no room, and answers in its own time: it never hears silence, but raises
    `WindowOverError` when the hours for an answer are over. What is said again after a restart is sent once.
    """

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        """The sound that announces a call; returns when it has been heard. Nothing on a silent line.

        `loudness` is a share of the line's own volume, 0 … 1; it holds for what is said until the next chime. `notes`
        in Hertz are a persona's; none: the appliance's own.
        """

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        """Say them in order, each as soon as it is there; returns when the last sound has left."""

    async def hear(self, expect: Expect) -> Heard:
        """Listen once."""


class Channel(Protocol):
    """A way to reach a user."""

    name: str

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        """Make ready, before the hour, what a call will say.

        Never raises: what is not ready is made when it is said.
        """

    def dial(self, notice: Notice) -> AbstractAsyncContextManager[Line | Unreached]:
        """Reach the person; only broken devices raise (`DeviceError`)."""


class Wire(Protocol):
    """The sound under a voice line: one microphone and one speaker of a room."""

    full_duplex: bool
    """Whether the microphone does not hear the speaker (echo cancelled): only then may speech interrupt."""

    def frames(self) -> AsyncIterator[tuple[float, Audio]]:
        """Captured frames of `FRAME_SAMPLES` at `HEARING_RATE`, each with the loop time at which its sound ended.

        Capture runs from the opening of the wire. Raises `LineDroppedError` when the device goes away.
        """

    async def play(self, audio: Audio) -> float:
        """Queue sound behind what is already queued; returns as soon as it is queued.

        Returns the loop time at which its first sample leaves (or left) the speaker. Raises `LineDroppedError`.
        """

    async def drained(self) -> float:
        """Wait until everything queued has left the speaker; returns that loop time."""

    def stop(self) -> None:
        """Throw away what is queued, at once."""
