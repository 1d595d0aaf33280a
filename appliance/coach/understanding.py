"""What a language model makes of an answer that the rules leave open. Its word is never stored unheard: the person is
asked whether it is right."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from appliance.coach.reading import Reading
from appliance.errors import EngineError
from appliance.ports import LanguageModel, Message
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning

log = logging.getLogger(__name__)

CONFIDENCE = 0.6
"""Of every reading by a model: between `READ_BACK_FROM` and `STORE_FROM`, so that it is read back."""

ASKED = """\
(Aside, not spoken.) They were asked for: {what}. They answered: "{words}".
Fill in what that answer says. Where it does not say it plainly, `found` is false. Never guess."""


class _Number(BaseModel):
    found: bool
    value: float = Field(ge=-100_000, le=10_000_000)

    def reading(self) -> float | None:
        return self.value if self.found else None


class _Share(BaseModel):
    found: bool
    answer: Literal["yes", "no", "partly"]
    percent_done: int = Field(ge=0, le=100)

    def reading(self) -> float | None:
        if not self.found:
            return None
        known = {"yes": 1.0, "no": 0.0}
        return known.get(self.answer, min(0.95, max(0.05, self.percent_done / 100)))


class _Clock(BaseModel):
    found: bool
    hour: int = Field(ge=0, le=23)
    minute: int = Field(ge=0, le=59)

    def reading(self) -> float | None:
        return self.hour * 60.0 + self.minute if self.found else None


_SCHEMAS: dict[Answer, type[_Number] | type[_Share] | type[_Clock]] = {
    Answer.YES_NO: _Share,
    Answer.NUMBER: _Number,
    Answer.DURATION: _Number,
    Answer.SCALE: _Number,
    Answer.TIME: _Clock,
}


def can_be_filled(item: AgendaItem) -> bool:
    """Whether a model could find a value in an answer to this item."""
    return item.answer in _SCHEMAS


async def understood(model: LanguageModel, said: Sequence[Message], item: AgendaItem, words: str) -> Reading | None:
    """The model's reading of `words` as the answer to `item`, or None where it finds nothing, or fails.

    `said` is the conversation so far: the same head that the model has evaluated already. Never raises.
    """
    schema = _SCHEMAS[item.answer]
    aside = Message("user", ASKED.format(what=_wanted(item), words=words.replace('"', "'")))
    try:
        filled = await model.fill([*_before(said), aside], schema)
    except EngineError as error:
        log.info("the language model could not fill in an answer: %s", error.message)
        return None
    except Exception as error:  # whatever it is, the question is asked again instead
        log.warning("the language model could not fill in an answer: %s", type(error).__name__)
        return None
    value = filled.reading()
    if value is None or not _possible(item, value):
        return None
    return Reading(Meaning.VALUE, value, CONFIDENCE, words)


def _before(said: Sequence[Message]) -> Sequence[Message]:
    """Up to the appliance's last words: the answer itself stands in what is asked, and turns alternate."""
    kept = list(said)
    while kept and kept[-1].role == "user":
        kept.pop()
    return kept


def _wanted(item: AgendaItem) -> str:
    about = item.label or item.question or item.kind.value
    if item.answer is Answer.YES_NO:
        return f"whether this was done, and how much of it: {about}"
    if item.answer is Answer.TIME:
        return f"a time of day: {about}"
    bounds = f" from {item.low:g} to {item.high:g}" if item.low is not None and item.high is not None else ""
    unit = f" in {item.unit}" if item.unit else ""
    return f"a number{unit}{bounds}: {about}"


def _possible(item: AgendaItem, value: float) -> bool:
    return (item.low is None or value >= item.low) and (item.high is None or value <= item.high)
