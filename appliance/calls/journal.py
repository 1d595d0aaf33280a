"""What a conversation hands over to be kept: one value per turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from appliance.coach.reading import Reading
from appliance.ports import Audio, Spoken, Timings
from appliance.records.calls import MessageType


@dataclass(frozen=True, slots=True)
class Latency:
    """How long after the end of the person's speech things happened, in milliseconds; None for what did not."""

    endpoint_ms: float | None = None
    transcribed_ms: float | None = None
    first_token_ms: float | None = None
    first_sound_ms: float | None = None

    @classmethod
    def of(cls, heard: Timings, first_token_at: float | None, spoken: Spoken) -> Latency:
        """Of what was said in answer to what was heard; `first_token_at` in loop seconds."""
        ended = heard.speech_ended
        if ended is None:
            return cls()

        def since(moment: float | None) -> float | None:
            return None if moment is None else round((moment - ended) * 1000, 1)

        return cls(
            since(heard.endpoint_at), since(heard.transcribed_at), since(first_token_at), since(spoken.first_sound_at)
        )


@dataclass(frozen=True, slots=True)
class Said:
    """One turn, and for the person's turns what it means."""

    message_type: MessageType
    content: str
    item_key: str
    engine: str = ""
    confidence: float | None = None
    latency: Latency = Latency()
    """Of an answer of the appliance."""
    worded_by: str = ""
    """The language model that worded part of it."""
    wordings: tuple[str, ...] = ()
    """Digests of the persona's lines in it."""
    reading: Reading | None = None
    settled: bool = True
    also: Mapping[str, Reading] = field(default_factory=dict)
    """What the same words answer beside, by item key. Settled where it is sure; the rest is read back later."""
    flag: str = ""
    """As in `Turn.flag`."""
    sources: tuple[UUID, ...] = ()
    """Letters of a durable line that it was made of, as in `Heard.sources`."""
    clip: Audio | None = None
    """A recording to keep with the turn, encrypted."""


Keep = Callable[[Said], Awaitable[None]]
"""Commits one turn with its observation; returns when it would survive a power cut."""
