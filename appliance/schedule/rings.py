"""When and where an unanswered call rings again: pure, from the attempts so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.records.calls import AttemptResult

DEFAULT_RETRY_MINUTES = (10, 30)
"""An unanswered call rings again this long after it was due; then on its next channel; then it is missed."""

GIVE_UP_MINUTES = 120
"""A call whose next ring would come later than this after the due time is missed: the moment has passed."""


@dataclass(frozen=True, slots=True)
class Rung:
    """An attempt that is over."""

    channel: str
    result: AttemptResult
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Ring:
    """The next ring of a call."""

    channel: str
    at: datetime


def next_ring(
    rung: Sequence[Rung],
    channels: Sequence[str],
    due_at: datetime,
    now: datetime,
    retry_minutes: Sequence[int] = DEFAULT_RETRY_MINUTES,
) -> Ring | None:
    """Where and when to ring next after these unanswered attempts; None when all ways are used up.

    The first channel rings at the due time and again after each of `retry_minutes`; every further channel rings once,
    as soon as the one before it is used up. A channel that is `unavailable` is not tried again in this call.
    """
    broken = {attempt.channel for attempt in rung if attempt.result is AttemptResult.UNAVAILABLE}
    for position, channel in enumerate(channels):
        if channel in broken:
            continue
        offsets = (0, *retry_minutes) if position == 0 else (0,)
        tried = sum(attempt.channel == channel for attempt in rung)
        if tried >= len(offsets):
            continue
        planned = due_at + timedelta(minutes=offsets[tried]) if position == 0 else now
        at = max(planned, now)
        return None if at - due_at > timedelta(minutes=GIVE_UP_MINUTES) else Ring(channel, at)
    return None
