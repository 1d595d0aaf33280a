"""Which metrics a day asks for: those whose schedule owes something, and that were not done often enough yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from appliance.calls.occasions import today_of
from appliance.progress import course_of, habit_of, is_due
from appliance.records.people import User
from appliance.records.progress import MetricType
from appliance.schedule.habits import OnWeekdays, round_length, stored_rhythm
from appliance.store import Store

LONGEST_MONTH = 31


async def due_on(store: Store, user: User, kinds: Sequence[MetricType], day: date) -> list[MetricType]:
    """Of these, in their order, those that are due on an accounting day."""
    rhythms = [stored_rhythm(kind.schedule) for kind in kinds]
    counted = [round_length(rhythm) for rhythm in rhythms if not isinstance(rhythm, OnWeekdays)]
    values: defaultdict[UUID, dict[date, float]] = defaultdict(dict)
    if counted:
        since = day - timedelta(days=max(LONGEST_MONTH, *counted))
        for metric_type_id, on, value in await store.progress.told(user.id, since, day):
            values[metric_type_id][on] = value
    return [
        kind
        for kind in kinds
        if is_due(course_of(habit_of(kind, min(day, today_of(user, kind.created_at))), values[kind.id], {}, day))
    ]


async def still_due(store: Store, user: User, day: date) -> list[MetricType]:
    """What an accounting day asks for and nobody has told or skipped yet."""
    told = {row.metric_type_id for row in await store.progress.metrics(user.id, from_day=day, until_day=day)}
    left_out = {row.metric_type_id for row in await store.progress.skips(user.id, day)}
    kinds = [kind for kind in await store.progress.metric_types(user.id) if kind.id not in told | left_out]
    return await due_on(store, user, kinds, day)
