"""What an ended attempt means for its call: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.coach.scripted import Ending
from appliance.records.calls import Attempt, AttemptResult, Call, CallStatus, Meaning, Observation
from appliance.schedule.rings import Rung, next_ring

RESULT = {
    Ending.COMPLETED: AttemptResult.ANSWERED,
    Ending.CRISIS: AttemptResult.ANSWERED,
    Ending.NOT_ME: AttemptResult.NOT_ME,
    Ending.OUT: AttemptResult.NOT_ME,
    Ending.LATER: AttemptResult.DECLINED,
    Ending.DROPPED: AttemptResult.DROPPED,
    Ending.ASLEEP: AttemptResult.NO_ANSWER,
}
"""Results of endings that do not depend on how far the call came."""

HOST_FAULTS = {AttemptResult.UNAVAILABLE, AttemptResult.DROPPED}

EARLY = timedelta(seconds=30)
"""A ring that began longer than this before its ladder was asked for ahead of time, and counts for nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The new state of a call. `next_ring_at` is set exactly when `status` is not final."""

    result: AttemptResult
    status: CallStatus
    next_ring_at: datetime | None = None
    detail: str = ""
    new_ladder: bool = False
    """The next ring is the first of a ladder: the rings so far count no more."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one attempt ended."""

    result: AttemptResult
    ending: Ending | None = None
    """How the conversation ended; None where there was none."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far the call has come, whatever its attempts."""

    answered_any: bool = False
    """Some question has a settled answer, or somebody answered to the name."""
    covered: bool = False
    """Nothing is left to ask."""
    over: bool = False
    """Something was heard that ended every role: no persona speaks in this call any more."""


NOTHING_YET = Progressed()


def result_of(ending: Ending, observations: Sequence[Observation]) -> AttemptResult:
    """How one attempt went."""
    if ending in RESULT:
        return RESULT[ending]
    reached = any(found.meaning is Meaning.PRESENT for found in observations)
    if ending is Ending.SILENT:
        return AttemptResult.ANSWERED if reached else AttemptResult.NO_ANSWER
    return AttemptResult.ANSWERED if reached else AttemptResult.DECLINED


def judge(
    call: Call,
    attempts: Sequence[Attempt],
    ended: Ended,
    now: datetime,
    channels: Sequence[str],
    progressed: Progressed = NOTHING_YET,
) -> Verdict:
    """Where the call goes from here. The last of `attempts` is the one that `ended`.

    `channels` are those of the call that may ring now.
    """
    if ended.ending is Ending.COMPLETED:
        return Verdict(ended.result, CallStatus.COMPLETED)
    if ended.result is AttemptResult.ANSWERED:
        return Verdict(ended.result, CallStatus.PARTIAL, detail=ended.detail)
    if ended.result is AttemptResult.DECLINED:
        status = CallStatus.PARTIAL if progressed.answered_any else call.reopened_from or CallStatus.SKIPPED
        return Verdict(ended.result, status, detail=ended.detail)
    latest = attempts[-1].model_copy(update={"result": ended.result})
    return ring_again(call, [*attempts[:-1], latest], now, channels, progressed, ended.detail)


def ring_again(
    call: Call,
    attempts: Sequence[Attempt],
    now: datetime,
    channels: Sequence[str],
    progressed: Progressed = NOTHING_YET,
    detail: str = "",
) -> Verdict:
    """The next ring after unanswered attempts, or the final status when all are used up or nothing is left to ask."""
    result = attempts[-1].result or AttemptResult.DROPPED
    if progressed.over:
        return Verdict(result, CallStatus.PARTIAL, detail=detail)
    if progressed.covered:
        return Verdict(result, CallStatus.COMPLETED, detail=detail)
    if call.climbs_from - attempts[-1].started_at > EARLY and call.climbs_from > now:
        return Verdict(result, CallStatus.SCHEDULED, call.climbs_from, detail, new_ladder=True)
    ring = None
    if call.reopened_from is None and not call.ring_once:
        ring = next_ring(_rungs(call, attempts), channels, call.climbs_from, now, call.retry_minutes)
    if ring is not None:
        return Verdict(result, CallStatus.SCHEDULED, ring.at, detail)
    return Verdict(result, given_up(call, attempts, progressed.answered_any), detail=detail)


def next_channel(call: Call, attempts: Sequence[Attempt], now: datetime, channels: Sequence[str]) -> str:
    """The channel the next ring goes out on: the one asked for, else by the ladder; the first where all are used up."""
    if call.ring_channel is not None:
        return call.ring_channel
    ring = next_ring(_rungs(call, attempts), channels, call.climbs_from, now, call.retry_minutes)
    return ring.channel if ring else (channels or call.channels)[0]


def given_up(call: Call, attempts: Sequence[Attempt], answered_any: bool) -> CallStatus:
    """The final status of a call that will not ring again. What the host spoiled is never the user's failure."""
    if answered_any:
        return CallStatus.PARTIAL
    if call.reopened_from is not None:
        return call.reopened_from
    if all(attempt.result in HOST_FAULTS for attempt in attempts if attempt.ladder == call.ladder):
        return CallStatus.MISSED_OFFLINE
    return CallStatus.MISSED


def _rungs(call: Call, attempts: Sequence[Attempt]) -> list[Rung]:
    """Attempts of the ladder now climbed."""
    return [
        Rung(each.channel, each.result, each.started_at)
        for each in attempts
        if each.ladder == call.ladder and each.result is not None
    ]
