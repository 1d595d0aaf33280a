"""What an ended attempt means for its call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calls.verdict import Ended, Progressed, given_up, judge, next_channel, result_of, ring_again
from appliance.coach.scripted import Ending
from appliance.records.calls import (
    FINAL_STATUSES,
    Attempt,
    AttemptResult,
    Call,
    CallStatus,
    CallType,
    Meaning,
    Observation,
)

DUE = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


def a_call(**fields: Any) -> Call:
    values: dict[str, Any] = {
        "user_id": uuid4(),
        "day": DUE.date(),
        "accounting_day": DUE.date(),
        "call_type": CallType.EVENING,
        "channels": ["speaker", "console"],
        "retry_minutes": [10, 30],
        "zone": "UTC",
        "due_at": DUE,
        "scheduled_at": DUE,
        "status": CallStatus.RINGING,
    }
    return Call(**{**values, **fields})


def an_attempt(result: AttemptResult | None, minutes: float = 0, channel: str = "speaker", detail: str = "") -> Attempt:
    started_at = DUE + timedelta(minutes=minutes)
    return Attempt(call_id=uuid4(), number=1, channel=channel, started_at=started_at, result=result, detail=detail)


def an_observation(meaning: Meaning) -> Observation:
    return Observation(call_id=uuid4(), turn_id=uuid4(), item_key="presence", meaning=meaning)


@pytest.mark.parametrize(
    ("ending", "meanings", "result"),
    [
        (Ending.SILENT, [], AttemptResult.NO_ANSWER),
        (Ending.SILENT, [Meaning.PRESENT], AttemptResult.ANSWERED),
        (Ending.STOPPED, [Meaning.STOP], AttemptResult.DECLINED),
        (Ending.STOPPED, [Meaning.PRESENT, Meaning.STOP], AttemptResult.ANSWERED),
        (Ending.OUT, [Meaning.OUT], AttemptResult.NOT_ME),
        (Ending.CRISIS, [Meaning.CRISIS], AttemptResult.ANSWERED),
        (Ending.COMPLETED, [Meaning.PRESENT], AttemptResult.ANSWERED),
    ],
)
def test_results(ending: Ending, meanings: list[Meaning], result: AttemptResult) -> None:
    assert result_of(ending, [an_observation(meaning) for meaning in meanings]) is result


CHANNELS = ["speaker", "console"]


def test_a_decline_is_final_and_keeps_what_was_answered_before() -> None:
    declined = Ended(AttemptResult.DECLINED, Ending.STOPPED)
    assert judge(a_call(), [an_attempt(None)], declined, DUE, CHANNELS).status is CallStatus.SKIPPED
    so_far = Progressed(answered_any=True)
    assert judge(a_call(), [an_attempt(None)], declined, DUE, CHANNELS, so_far).status is CallStatus.PARTIAL


def test_a_new_ladder_forgets_the_rings_before_it() -> None:
    later = DUE + timedelta(hours=1)
    call = a_call(ladder=1, ladder_at=later)
    before = [an_attempt(AttemptResult.NO_ANSWER, minutes) for minutes in (0, 10, 30)]
    first = an_attempt(None, 60)
    first.ladder = 1
    verdict = judge(call, [*before, first], Ended(AttemptResult.NO_ANSWER, Ending.SILENT), later, CHANNELS)
    assert (verdict.status, verdict.next_ring_at) == (CallStatus.SCHEDULED, later + timedelta(minutes=10))


def test_a_ring_asked_for_ahead_of_time_does_not_count() -> None:
    early = an_attempt(None, -90)
    now = DUE - timedelta(minutes=89)
    verdict = judge(a_call(), [early], Ended(AttemptResult.NO_ANSWER, Ending.SILENT), now, CHANNELS)
    assert (verdict.status, verdict.next_ring_at, verdict.new_ladder) == (CallStatus.SCHEDULED, DUE, True)


def test_an_unanswered_late_ring_ends_as_before() -> None:
    reopened = a_call(reopened_from=CallStatus.MISSED_OFFLINE, ladder=1, ladder_at=DUE + timedelta(days=1))
    late = an_attempt(None, 24 * 60)
    late.ladder = 1
    silent = Ended(AttemptResult.NO_ANSWER, Ending.SILENT)
    verdict = judge(reopened, [late], silent, DUE + timedelta(days=1, minutes=1), CHANNELS)
    assert verdict.status is CallStatus.MISSED_OFFLINE


def test_what_the_host_spoiled_is_not_the_users_failure() -> None:
    spoiled = [an_attempt(AttemptResult.UNAVAILABLE), an_attempt(AttemptResult.DROPPED)]
    assert given_up(a_call(), spoiled, False) is CallStatus.MISSED_OFFLINE
    assert given_up(a_call(), [*spoiled, an_attempt(AttemptResult.NO_ANSWER)], False) is CallStatus.MISSED
    assert given_up(a_call(), spoiled, True) is CallStatus.PARTIAL
    assert given_up(a_call(), [], False) is CallStatus.MISSED_OFFLINE


UNANSWERED = st.sampled_from(
    [AttemptResult.NO_ANSWER, AttemptResult.NOT_ME, AttemptResult.UNAVAILABLE, AttemptResult.DROPPED]
)


@given(results=st.lists(UNANSWERED, min_size=30, max_size=30), gap=st.integers(0, 90))
def test_every_ladder_ends(results: list[AttemptResult], gap: int) -> None:
    call, attempts, now = a_call(), list[Attempt](), DUE
    for result in results:
        attempts.append(
            an_attempt(result, (now - DUE).total_seconds() / 60, next_channel(call, attempts, now, CHANNELS))
        )
        verdict = ring_again(call, attempts, now, CHANNELS)
        assert (verdict.next_ring_at is None) == (verdict.status in FINAL_STATUSES)
        if verdict.next_ring_at is None:
            return
        assert verdict.next_ring_at >= now
        now = verdict.next_ring_at + timedelta(minutes=gap)
    pytest.fail("it rang thirty times")
