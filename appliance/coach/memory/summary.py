"""What a call came to, in a line, by rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from appliance.coach.memory.figures import Period, in_short
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning, Observation

MOST_CHARACTERS = 80
"""Of one thing that was said."""

MOST_OBSTACLES = 3
"""Told of a week or a month."""

ABOUT_PROMISES = (ItemKind.FOLLOW_UP, ItemKind.NUDGE)
OPEN_KINDS = {ItemKind.OBSTACLE: "in the way", ItemKind.REVIEW: "about the week"}


def summary_of_call(agenda: Agenda, answers: Mapping[str, Observation]) -> str:
    """`Evening: promised "call the dentist"; kept "run five kilometres"; sleep 6.5 hours; …`, or nothing.

    `answers` are the last settled ones by their item's key.
    """
    parts: list[str] = []
    for item in agenda.items:
        found = answers.get(item.key)
        if found is not None and found.meaning is Meaning.VALUE:
            parts += [part for part in (_part(item, found),) if part]
    return f"{agenda.call_type.capitalize()}: {'; '.join(parts)}" if parts else ""


def summary_of_period(period: Period, obstacles: Sequence[str]) -> str:
    """Of a week or a month; nothing where nothing was told."""
    parts = [in_short(period)] if not period.empty else []
    if obstacles:
        parts.append("in the way: " + ", ".join(_quoted(each) for each in obstacles[:MOST_OBSTACLES]))
    return "; ".join(parts)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return date.fromordinal(day.toordinal() - day.weekday())


def _part(item: AgendaItem, found: Observation) -> str:
    if item.kind is ItemKind.PROMISE:
        return f"promised {_quoted(found.text)}"
    if item.kind in OPEN_KINDS:
        return f"{OPEN_KINDS[item.kind]}: {_quoted(found.text)}"
    if item.kind is ItemKind.QUESTION and item.answer is Answer.OPEN:
        return f"{_cut(item.question)} {_quoted(found.text)}"
    if found.value is None:
        return ""
    if item.kind in ABOUT_PROMISES:
        word = "kept" if found.value >= 1 else "missed" if found.value <= 0 else f"{found.value:.0%} of"
        return f"{word} {_quoted(item.label)}"
    if item.kind is ItemKind.PROGRESS:
        return f"{'going well' if found.value >= 1 else 'not going well'}: {_quoted(item.label)}"
    if item.kind in (ItemKind.METRIC, ItemKind.QUESTION):
        return f"{item.label or _cut(item.question)} {_value(item, found.value)}"
    return ""


def _value(item: AgendaItem, value: float) -> str:
    if item.answer is Answer.YES_NO:
        return "yes" if value >= 1 else "no" if value <= 0 else "partly"
    if item.answer is Answer.TIME:
        return f"{int(value) // 60 % 24:02d}:{int(value) % 60:02d}"
    return f"{value:g} {item.unit}".strip()


def _quoted(text: str) -> str:
    return f'"{_cut(text)}"'


def _cut(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1].rstrip() + "…"
