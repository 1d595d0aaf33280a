"""Days on which nothing was owed of a metric, and why. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from appliance.progress.course import Excuse
from appliance.records.calls import CallStatus
from appliance.records.history import History
from appliance.records.progress import MetricType

EXCUSING = {CallStatus.SKIPPED: Excuse.SKIPPED, CallStatus.MISSED_OFFLINE: Excuse.OFFLINE}
"""What a call's end excuses, where it is how all calls of the day ended that ask for the metric."""

ONE_DAY = timedelta(days=1)


def paused_days(history: History, first: date, today: date) -> dict[date, Excuse]:
    """Of the person, whatever is measured: pauses, and days that were spared."""
    days = {day: Excuse.PAUSED for day in history.spared if first <= day <= today}
    for pause in history.pauses:
        day, last = max(pause.from_day, first), min(pause.until_day or today, today)
        while day <= last:
            days[day] = Excuse.PAUSED
            day += ONE_DAY
    return days


def excused_days(kind: MetricType, history: History, paused: Mapping[date, Excuse]) -> dict[date, Excuse]:
    """Of one metric: `paused`, what was skipped, and days on which the host was off when it would have asked."""
    days = {day: Excuse.SKIPPED for metric_type_id, day in history.skips if metric_type_id == kind.id}
    ends: defaultdict[date, set[CallStatus]] = defaultdict(set)
    for call in history.calls:
        if call.call_type in kind.ask_in:
            ends[call.day].add(call.status)
    for day, statuses in ends.items():
        if statuses <= EXCUSING.keys():
            days[day] = max(days.get(day, Excuse.NONE), *(EXCUSING[status] for status in statuses))
    return {**days, **paused}
