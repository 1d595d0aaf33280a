"""What an ended attempt means for its call: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.coach.scripted import Ending
from appliance.records.calls import Attempt, AttemptResult, Call, CallStatus, Meaning, Observation
from appliance.schedule.rings import Rung, next_ring

DEFAULT_SNOOZE_MINUTES = 30.0
MOST_SNOOZE_MINUTES = 12 * 60.0

RESULT = {
    Ending.COMPLETED: AttemptResult.ANSWERED,
    Ending.NOT_ME: AttemptResult.NOT_ME,
    Ending.OUT: AttemptResult.NOT_ME,
    Ending.LATER: AttemptResult.DECLINED,
    Ending.DROPPED: AttemptResult.DROPPED,
}
"""Results of endings that do not depend on how far the call came."""

HOST_FAULTS = {AttemptResult.UNAVAILABLE, AttemptResult.DROPPED}

MOST_SNOOZES = 6
"""Times a call may be put off: a television that says "later" must not make it ring for ever."""

SNOOZE_DETAIL = "later"
"""Marks the declined attempt that began a snooze."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The new state of a call. `next_ring_at` is set exactly when `status` is not final."""

    result: AttemptResult
    status: CallStatus
    next_ring_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one attempt ended."""

    result: AttemptResult
    ending: Ending | None = None
    """How the conversation ended; None where there was none."""
    minutes: float | None = None
    """For `LATER`, in how many minutes."""
    detail: str = ""


def result_of(ending: Ending, observations: Sequence[Observation]) -> AttemptResult:
    """How one attempt went."""
    if ending in RESULT:
        return RESULT[ending]
    reached = any(found.meaning is Meaning.PRESENT for found in observations)
    if ending is Ending.SILENT:
        return AttemptResult.ANSWERED if reached else AttemptResult.NO_ANSWER
    return AttemptResult.ANSWERED if reached else AttemptResult.DECLINED


def judge(
    call: Call, attempts: Sequence[Attempt], ended: Ended, answered_any: bool, now: datetime, *, covered: bool = False
) -> Verdict:
    """Where the call goes from here. The last of `attempts` is the one that `ended`.

    `answered_any` says whether any question of the call has a settled answer, `covered` whether nothing is left to ask.
    """
    if ended.ending is Ending.COMPLETED:
        return Verdict(ended.result, CallStatus.COMPLETED)
    if ended.ending is Ending.LATER and _snoozes(attempts) < MOST_SNOOZES:
        wait = min(ended.minutes or DEFAULT_SNOOZE_MINUTES, MOST_SNOOZE_MINUTES)
        return Verdict(ended.result, CallStatus.SNOOZED, now + timedelta(minutes=wait), SNOOZE_DETAIL)
    if ended.result is AttemptResult.ANSWERED:
        return Verdict(ended.result, CallStatus.PARTIAL, detail=ended.detail)
    if ended.result is AttemptResult.DECLINED:
        status = CallStatus.PARTIAL if answered_any else CallStatus.SKIPPED
        return Verdict(ended.result, status, detail=ended.detail)
    latest = attempts[-1].model_copy(update={"result": ended.result})
    return ring_again(call, [*attempts[:-1], latest], answered_any, now, ended.detail, covered=covered)


def ring_again(
    call: Call,
    attempts: Sequence[Attempt],
    answered_any: bool,
    now: datetime,
    detail: str = "",
    *,
    covered: bool = False,
) -> Verdict:
    """The next ring after unanswered attempts, or the final status when all are used up or nothing is left to ask."""
    result = attempts[-1].result or AttemptResult.DROPPED
    if covered:
        return Verdict(result, CallStatus.COMPLETED, detail=detail)
    rung, due_at = _since_snooze(call, attempts)
    ring = next_ring(rung, call.channels, due_at, now, call.retry_minutes)
    if ring is not None:
        return Verdict(result, CallStatus.SCHEDULED, ring.at, detail)
    return Verdict(result, given_up(attempts, answered_any), detail=detail)


def next_channel(call: Call, attempts: Sequence[Attempt], now: datetime) -> str:
    """The channel the next ring goes out on; the first one where all are used up."""
    rung, due_at = _since_snooze(call, attempts)
    ring = next_ring(rung, call.channels, due_at, now, call.retry_minutes)
    return ring.channel if ring else call.channels[0]


def given_up(attempts: Sequence[Attempt], answered_any: bool) -> CallStatus:
    """The final status of a call that will not ring again. What the host spoiled is never the user's failure."""
    if answered_any:
        return CallStatus.PARTIAL
    asked_later = max((place for place, each in enumerate(attempts) if each.detail == SNOOZE_DETAIL), default=-1)
    if all(attempt.result in HOST_FAULTS for attempt in attempts[asked_later + 1 :]):
        return CallStatus.MISSED_OFFLINE
    return CallStatus.MISSED


def _snoozes(attempts: Sequence[Attempt]) -> int:
    return sum(attempt.detail == SNOOZE_DETAIL for attempt in attempts)


def _since_snooze(call: Call, attempts: Sequence[Attempt]) -> tuple[list[Rung], datetime]:
    """Attempts of the ladder now climbed and its due time: a snooze begins a new ladder at its first ring."""
    fresh: list[Attempt] = []
    due_at, snoozed = call.due_at, False
    for attempt in attempts:
        if attempt.detail == SNOOZE_DETAIL:
            fresh, snoozed = [], True
        elif attempt.result is not None:
            if snoozed and not fresh:
                due_at = attempt.started_at
            fresh.append(attempt)
    if snoozed and not fresh:
        return [], call.next_ring_at or call.due_at
    return [Rung(each.channel, each.result or AttemptResult.DROPPED, each.started_at) for each in fresh], due_at
