"""The parts of a head, each a title and lines. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.coach.memory.about import About, Standing
from appliance.coach.memory.figures import in_short
from appliance.records.agenda import Agenda, AgendaItem, ItemKind

MOST_CHARACTERS = 200
"""Of one line: who told a long story had it remembered whole, but a model needs its beginning."""

_UNASKED = frozenset(
    {ItemKind.PRESENCE, ItemKind.WAKE_TASK, ItemKind.TALK, ItemKind.PAUSE_OFFER}
    | {ItemKind.STAKE, ItemKind.CHARGES, ItemKind.SETTLEMENT}
)


UNITS = {"day": "day", "week": "week", "month": "month", "round": "time"}
"""What a row is counted in."""


@dataclass(frozen=True, slots=True)
class Section:
    """`rank` says what goes first where there is no room: the highest. Of one section, the last line goes first."""

    rank: int
    title: str
    lines: tuple[str, ...]
    required: bool = False

    @property
    def numbers(self) -> range:
        return range(len(self.lines))


def about_sections(about: About) -> list[Section]:
    """What is known about the person, in the order it is told."""
    aims = [f"{aim.title} (why: {aim.why})" if aim.why else aim.title for aim in about.aims]
    promises = [f"due {promise.due_day}: {promise.text}" for promise in about.promises]
    return [
        _listed(2, "What they are after:", aims),
        _listed(1, "What they promised, not settled yet:", promises),
        _listed(3, "The last call:", [about.last_call] if about.last_call else []),
        _listed(4, "What they told about themselves:", about.facts),
        _listed(4, "People in their life:", about.people),
        _listed(5, "How firm is what is due today, of 100:", [_standing(each) for each in about.habits]),
        _listed(5, "Lately:", _lately(about)),
        _listed(6, "What they said before about this:", about.related),
        _listed(7, "Earlier:", about.earlier),
    ]


def covered_section(agenda: Agenda) -> Section:
    """What the call asks, in order."""
    return _listed(0, "It covers, in this order:", [_asked(item) for item in agenda.items if item.kind not in _UNASKED])


def _lately(about: About) -> list[str]:
    named = (("last 7 days", about.week), ("last 28 days", about.month))
    return [f"{name}: {in_short(period)}" for name, period in named if period is not None and not period.empty]


def _standing(habit: Standing) -> str:
    row = f", {habit.row} {UNITS[habit.unit]}s in a row" if habit.row > 1 else ""
    longest = "" if not row else ", the longest so far" if habit.row >= habit.best else f", {habit.best} at best"
    return f"{habit.name}: {habit.strength} ({habit.before} a week ago){row}{longest}"


def _asked(item: AgendaItem) -> str:
    if item.kind is ItemKind.FOLLOW_UP:
        return f"a promise made on {item.promised_on}: {item.label or 'recorded in their own voice'}"
    if item.kind is ItemKind.PROGRESS:
        return f"how it is going: {item.label or 'a promise recorded in their own voice'}"
    if item.kind is ItemKind.OBSTACLE:
        return "what is in the way, where it goes badly"
    if item.kind is ItemKind.PROMISE:
        return f"one thing they will do by {item.due_day}"
    if item.kind is ItemKind.REVIEW:
        return "what they say to their week, which is told to them first"
    if item.kind is ItemKind.QUESTION:
        return f"their own question: {item.question}"
    unit = f" in {item.unit}" if item.unit else ""
    return f"{item.label or item.kind.value.replace('_', ' ')}{unit}"


def _listed(rank: int, title: str, lines: list[str] | tuple[str, ...]) -> Section:
    return Section(rank, title, tuple(f"- {_short(line)}" for line in lines))


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1].rstrip() + "…"
