"""What happens that the home may be told of: derived from what is stored, so that a crash forgets nothing. Pure.

Each has an occasion, which is the same however often it is derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from appliance.progress import Scoreboard
from appliance.records.calls import FINAL_STATUSES, Attempt, AttemptResult, Call, CallStatus
from appliance.records.people import User
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.records.reach import Event
from appliance.schedule.walltime import ONE_DAY

HELD = frozenset({CallStatus.LIVE, CallStatus.WAITING})


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing, about one person. `about` holds ids, names of things and numbers, never what was said."""

    event: Event
    at: datetime
    user_id: UUID
    occasion: str
    about: Mapping[str, str | int | None] = field(default_factory=dict)


def of_call(call: Call, attempts: Iterable[Attempt], now: datetime) -> list[Happening]:
    """Its rings, who answered, and how it ended."""
    about = {"call_id": str(call.id), "call_type": str(call.call_type), "purpose": str(call.purpose)}
    rings, found = list(attempts), []
    for each in rings:
        more = {**about, "channel": each.channel}
        found.append(Happening(Event.CALL_RINGING, each.started_at, call.user_id, f"ringing {each.id}", more))
        held = each.result is None and call.status in HELD
        if held or each.result is AttemptResult.ANSWERED:
            at = each.ended_at or now
            found.append(Happening(Event.CALL_ANSWERED, at, call.user_id, f"answered {each.id}", more))
    if call.status in FINAL_STATUSES and call.completed_at is not None and rings:
        event = Event.CALL_MISSED if call.status is CallStatus.MISSED else Event.CALL_ENDED
        occasion = f"over {call.id} {call.completed_at.isoformat()}"
        more = {**about, "status": str(call.status)}
        found.append(Happening(event, call.completed_at, call.user_id, occasion, more))
    return found


def of_promises(promises: Iterable[Commitment], user: User) -> list[Happening]:
    """When each that is open falls due: at the time it names, else when its day begins."""
    zone = ZoneInfo(user.timezone)
    return [
        Happening(
            Event.PROMISE_DUE,
            (datetime.combine(each.due_day, time(), zone) + timedelta(minutes=each.due_minutes or 0)).astimezone(UTC),
            user.id,
            f"due {each.id} {each.due_day} {each.due_minutes or 0:g}",
            {"promise_id": str(each.id), "due_day": str(each.due_day)},
        )
        for each in promises
        if each.status is CommitmentStatus.OPEN
    ]


def of_streaks(board: Scoreboard, user: User, today: date, now: datetime) -> list[Happening]:
    """Milestones of the last two days, of metrics that are shared with the household."""
    return [
        Happening(
            Event.STREAK_MILESTONE,
            now,
            user.id,
            f"milestone {score.metric.id} {each.feat} {each.count} {each.day}",
            {
                "metric_id": str(score.metric.id), "metric": score.metric.name, "count": each.count,
                "unit": each.unit, "feat": str(each.feat),
            },
        )
        for score in board.scores
        if score.metric.shared and score.metric.archived_at is None
        for each in score.achieved
        if today - each.day <= ONE_DAY
    ]  # fmt: skip
