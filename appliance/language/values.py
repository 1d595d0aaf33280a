"""What a language's rules hand back. The same for every language."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.records.calls import Meaning


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from words."""

    value: float
    """In the unit asked for; yes is 1, no is 0, partly is between; a clock time is minutes after midnight."""
    certainty: float = 1.0
    """0 … 1: how sure the rule is that these words mean this value, whatever the recogniser thinks of the words."""


@dataclass(frozen=True, slots=True)
class Command:
    """Words about the call rather than an answer to its question: "say again", "not now"."""

    meaning: Meaning
    certainty: float = 1.0
    minutes: float | None = None
    """For `LATER`: in how many minutes the person asked to be called."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time of day that a promise names for itself."""

    minutes: float
    """After midnight, local; 0 is the midnight that ends the day."""
    before: bool
    """True for a limit (`before ten`), false for a time (`at ten`)."""
    certainty: float = 1.0
    """0 … 1: low where nothing tells morning from evening."""
