"""What an answer amounts to, before it becomes an observation."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.language.wishes import Wish
from appliance.records.calls import Meaning

STORE_FROM = 0.75
"""From this confidence a value is stored as it is. A plain rule (0.95) under a recogniser that is itself sure passes; a
guess of the rules (0.5 … 0.7: a range, a hedge, a time without morning or evening) does not."""

READ_BACK_FROM = 0.4
"""From this confidence up to `STORE_FROM` a value is read back once; below it the question is asked again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of one utterance."""

    meaning: Meaning
    value: float | None = None
    """As in `Observation.value`: yes is 1, no is 0, partly between; a clock time is minutes after midnight."""
    confidence: float = 1.0
    words: str = ""
    """The words it came from, as heard."""
    minutes: float | None = None
    """For `LATER`: in how many minutes to call again, where the person said so."""
    wish: Wish | None = None
    """For `REQUEST`: what they want done."""
    subject: str = ""
    """For `SWITCH`: the persona's name; for `REMEMBER` and `FORGET`: what it is about, empty for what was said last."""

    @property
    def sure(self) -> bool:
        """To be acted on, or stored, as it is."""
        return self.meaning is not Meaning.UNCLEAR and self.confidence >= STORE_FROM

    @property
    def unsure(self) -> bool:
        """A value to be read back once before it is stored."""
        return self.meaning is Meaning.VALUE and READ_BACK_FROM <= self.confidence < STORE_FROM

    @property
    def unclear(self) -> bool:
        """Not understood: ask again."""
        return self.meaning is Meaning.UNCLEAR or self.confidence < READ_BACK_FROM
