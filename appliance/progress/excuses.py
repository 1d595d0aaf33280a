"""Days on which nothing was owed of a metric, and why. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from appliance.progress.course import Excuse
from appliance.records.calls import CallStatus
from appliance.records.history import History
from appliance.records.progress import MetricType
from appliance.schedule.walltime import ONE_DAY

EXCUSING = {CallStatus.SKIPPED: Excuse.SKIPPED, CallStatus.MISSED_OFFLINE: Excuse.OFFLINE}
"""What a call's end excuses, where it is how all calls of the day ended that ask for the metric."""


def paused_days(history: History, first: date, today: date) -> dict[date, Excuse]:
    """Of the person, whatever is measured: pauses, and days that were spared."""
    days = {day: Excuse.PAUSED for day in history.spared if first <= day <= today}
    for pause in history.pauses:
        day, last = max(pause.from_day, first), min(pause.until_day or today, today)
        while day <= last:
            days[day] = Excuse.PAUSED
            day += ONE_DAY
    return days


def excused_days(
    kinds: Iterable[MetricType], history: History, paused: Mapping[date, Excuse]
) -> dict[UUID, dict[date, Excuse]]:
    """Of each metric: `paused`, what was skipped, and days on which the host was off when it would have asked."""
    skipped: defaultdict[UUID, dict[date, Excuse]] = defaultdict(dict)
    for metric_type_id, day in history.skips:
        skipped[metric_type_id][day] = Excuse.SKIPPED
    asking: dict[frozenset[str], dict[date, Excuse]] = {}
    excused = {}
    for kind in kinds:
        ask_in = frozenset(kind.ask_in)
        if ask_in not in asking:
            asking[ask_in] = _unheld_days(history, ask_in)
        days = dict(skipped[kind.id])
        for day, excuse in asking[ask_in].items():
            days[day] = max(days.get(day, Excuse.NONE), excuse)
        excused[kind.id] = {**days, **paused}
    return excused


def _unheld_days(history: History, ask_in: Collection[str]) -> dict[date, Excuse]:
    """Days on which all calls of these types ended without having been held, for a reason that excuses."""
    ends: defaultdict[date, set[CallStatus]] = defaultdict(set)
    for call in history.calls:
        if call.call_type in ask_in:
            ends[call.day].add(call.status)
    return {
        day: max(EXCUSING[status] for status in statuses)
        for day, statuses in ends.items()
        if statuses <= EXCUSING.keys()
    }
