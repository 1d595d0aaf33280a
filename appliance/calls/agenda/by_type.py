"""What each type of call asks, after who is there, in order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from appliance.calls.agenda.items import follow_up, metric, progress, promise, question, review
from appliance.calls.briefing import Briefing, by_urgency
from appliance.records.agenda import AgendaItem
from appliance.records.people import CallType
from appliance.records.progress import Commitment, MetricKind

MOST_PROGRESS = 3
"""Promises of today that are looked at while the day is going on."""

MOST_INTENTIONS = 3
"""Commitments asked for in the morning."""

INTENTION, ADJUST = "intention", "adjust"
"""How promises are asked for in the morning and at midday."""

DAY_MINUTES = 24 * 60


def morning(briefing: Briefing) -> list[AgendaItem]:
    """What is overdue, the night, what the day shall bring."""
    items = [*_follow_ups(_overdue(briefing)), *_metrics(briefing)]
    return items + [promise(briefing.day, number, INTENTION) for number in range(1, MOST_INTENTIONS + 1)]


def midday(briefing: Briefing) -> list[AgendaItem]:
    """What is overdue, how the promises of today are going, what to adjust for the rest of the day."""
    overdue = _overdue(briefing)
    today = [each for each in _unasked(briefing) if each not in overdue and not _asked(briefing, "progress", each)]
    items = _follow_ups(overdue)
    for each in today[:MOST_PROGRESS]:
        items += progress(each)
    items += _metrics(briefing)
    adjusts = bool(today) or (not items and not briefing.logged)
    return [*items, promise(briefing.day, wording=ADJUST)] if adjusts else items


def evening(briefing: Briefing) -> list[AgendaItem]:
    """Each promise and habit that is due, the day's values, one thing for tomorrow."""
    return [
        *_follow_ups(_unasked(briefing)),
        *_metrics(briefing),
        promise(briefing.day + timedelta(days=1)),
    ]


def weekly(briefing: Briefing) -> list[AgendaItem]:
    """What is due, then the week: told, asked about, and one promise for the next."""
    return [
        *_follow_ups(_unasked(briefing)),
        *_metrics(briefing),
        review(briefing.week_told),
        promise(briefing.day + timedelta(days=7)),
    ]


def custom(briefing: Briefing) -> list[AgendaItem]:
    """The person's own list where the call has one; otherwise what is due and what is asked for in custom calls."""
    if not briefing.own_list:
        return [*_follow_ups(_unasked(briefing)), *_metrics(briefing)]
    return [question(own) for own in briefing.questions]


ITEMS_OF: Mapping[CallType, Callable[[Briefing], list[AgendaItem]]] = {
    CallType.MORNING: morning,
    CallType.MIDDAY: midday,
    CallType.EVENING: evening,
    CallType.WEEKLY: weekly,
    CallType.CUSTOM: custom,
}


def _follow_ups(promises: list[Commitment]) -> list[AgendaItem]:
    return [follow_up(each) for each in promises]


def _unasked(briefing: Briefing) -> list[Commitment]:
    return by_urgency(briefing.due, briefing.passed_over, briefing.asked_today)


def _overdue(briefing: Briefing) -> list[Commitment]:
    """Those whose day is over, or whose own time of today: the others still have the day to be kept."""
    return [
        each
        for each in _unasked(briefing)
        if each.due_day < briefing.day
        or (each.due_minutes is not None and (each.due_minutes or DAY_MINUTES) <= briefing.minutes)
    ]


def _asked(briefing: Briefing, how: str, promise: Commitment) -> bool:
    return f"{how}:{promise.id}" in briefing.asked_today


def _metrics(briefing: Briefing) -> list[AgendaItem]:
    """Habits before numbers where the person gave no order of their own; the mood last, when they have warmed up."""
    kinds = sorted(
        briefing.metrics,
        key=lambda kind: (kind.role == "mood", kind.position, kind.kind is not MetricKind.HABIT, kind.name),
    )
    return [metric(kind) for kind in kinds]
