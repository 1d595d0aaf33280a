"""Agenda items of every kind, as tests use them."""

from __future__ import annotations

from appliance.records.agenda import AgendaItem, Answer, ItemKind

PRESENCE = AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE, label="Sam")
HABIT = AgendaItem(key="habit", kind=ItemKind.METRIC, answer=Answer.YES_NO, label="meditation")
RUN_PROMISE = AgendaItem(
    key="run", kind=ItemKind.FOLLOW_UP, answer=Answer.YES_NO, label="run five kilometres before dinner"
)
CALL_PROMISE = AgendaItem(
    key="call", kind=ItemKind.FOLLOW_UP, answer=Answer.YES_NO, label="call the dentist before ten"
)
PROMISE = AgendaItem(key="promise", kind=ItemKind.PROMISE, answer=Answer.OPEN)


def number(unit: str = "", low: float | None = None, high: float | None = None) -> AgendaItem:
    return AgendaItem(
        key="number", kind=ItemKind.METRIC, answer=Answer.NUMBER, label="things", unit=unit, low=low, high=high
    )


def scale(low: float = 1, high: float = 10) -> AgendaItem:
    return AgendaItem(key="scale", kind=ItemKind.METRIC, answer=Answer.SCALE, label="mood", low=low, high=high)


def duration(unit: str = "hours", low: float | None = None, high: float | None = None) -> AgendaItem:
    return AgendaItem(
        key="duration", kind=ItemKind.METRIC, answer=Answer.DURATION, label="sleep", unit=unit, low=low, high=high
    )


def clock(label: str = "bedtime", low: float | None = None, high: float | None = None) -> AgendaItem:
    return AgendaItem(key="clock", kind=ItemKind.METRIC, answer=Answer.TIME, label=label, low=low, high=high)


COFFEES = number("cups", 0, 20)
DISTANCE = number("km")
STEPS = number("steps", 0, 50_000)
WEIGHT = number("kg", 40, 150)
SLEEP = duration("hours", 0, 16)
WORK = duration("minutes")
EXERCISE = duration("minutes", 5, 240)

HEARD = (
    PRESENCE, HABIT, RUN_PROMISE, CALL_PROMISE, COFFEES, DISTANCE, STEPS, WEIGHT, number("zorks", 7, 7),
    number("", 98, 102), number("pages", 15, 237), number("steps", 900, 12_345), scale(), scale(1, 5), scale(0, 100),
    SLEEP, duration("hours", 3, 12), WORK, EXERCISE, clock(), clock("wake up"),
)  # fmt: skip
"""One item for each kind of grammar, with bounds of many shapes."""
