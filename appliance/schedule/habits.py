"""How often something is to be done: on weekdays, so many times a week or month, or every few days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from appliance.errors import InvalidInputError, in_own_words
from appliance.schedule.weekdays import parse_weekdays, write_weekdays

WEEK, MONTH = 7, 30
"""Days. A month counts as so many where a frequency is meant, and as what it is where days are."""

MOST_DAYS = 366
MOST_TIMES_A_MONTH = 28

REMEDY = "Write daily, mon-fri, 3/week, 2/month or every 3 days."

_EACH = re.compile(r"(\d{1,3})\s*(?:x|times)?\s*(?:/|an?\b|per\b|each\b)?\s*(week|month)")
_EVERY = re.compile(r"every\s+(\d{1,3})\s+days")


class OnWeekdays(BaseModel):
    """Once on each of these days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["weekdays"] = "weekdays"
    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(min_length=1)
    """0 is Monday; sorted."""

    @field_validator("days")
    @classmethod
    def _sorted(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(days)))


class TimesPer(BaseModel):
    """So many times in each calendar week (from Monday) or month, on whatever days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["times"] = "times"
    times: int = Field(ge=1)
    per: Literal["week", "month"]

    @model_validator(mode="after")
    def _fits(self) -> TimesPer:
        most = WEEK if self.per == "week" else MOST_TIMES_A_MONTH
        if self.times > most:
            raise ValueError(f"at most {most} times a {self.per}, once a day")
        return self


class EveryDays(BaseModel):
    """Once in each stretch of so many days, counted from the day it began."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["every"] = "every"
    days: int = Field(ge=2, le=MOST_DAYS)


Rhythm = OnWeekdays | TimesPer | EveryDays
"""How often something is to be done."""

DAILY = OnWeekdays(days=tuple(range(7)))

_STORED: TypeAdapter[Rhythm] = TypeAdapter(Annotated[Rhythm, Field(discriminator="kind")])


def times_a_day(rhythm: Rhythm) -> float:
    """How often, on average."""
    match rhythm:
        case OnWeekdays(days=days):
            return len(days) / WEEK
        case TimesPer(times=times, per=per):
            return times / (WEEK if per == "week" else MONTH)
        case EveryDays(days=each):
            return 1 / each


def round_length(rhythm: Rhythm) -> int:
    """Days after which it begins anew."""
    match rhythm:
        case EveryDays(days=days):
            return days
        case TimesPer(per="month"):
            return MONTH
        case _:
            return WEEK


def stored_rhythm(data: Mapping[str, Any]) -> Rhythm:
    """As it is kept; an empty one is daily. Raises `InvalidInputError` naming what is wrong."""
    if not data:
        return DAILY
    try:
        return _STORED.validate_python(data)
    except ValidationError as error:
        wrong = "; ".join(in_own_words(each["msg"]) for each in error.errors())
        raise InvalidInputError(f"That is no schedule: {wrong}.", remedy=REMEDY) from error


def parse_rhythm(text: str) -> Rhythm:
    """Of `daily`, `mon,wed`, `3/week`, `3 times a week`, `every 3 days`. Raises `InvalidInputError`."""
    plain = " ".join(text.lower().split())
    if each := _EACH.fullmatch(plain):
        return stored_rhythm({"kind": "times", "times": int(each[1]), "per": each[2]})
    if every := _EVERY.fullmatch(plain):
        days = int(every[1])
        return DAILY if days == 1 else stored_rhythm({"kind": "every", "days": days})
    try:
        return OnWeekdays(days=parse_weekdays(plain))
    except InvalidInputError as error:
        raise InvalidInputError(f"{text!r} is no schedule.", remedy=REMEDY, says="schedule", text=text) from error


def write_rhythm(rhythm: Rhythm) -> str:
    """As `parse_rhythm` reads it."""
    match rhythm:
        case OnWeekdays(days=days):
            return write_weekdays(days)
        case TimesPer(times=times, per=per):
            return f"{times}/{per}"
        case EveryDays(days=each):
            return f"every {each} days"
