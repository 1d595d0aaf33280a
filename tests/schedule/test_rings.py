"""Retries, the next channel, then nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.records.calls import AttemptResult
from appliance.schedule.rings import Ring, Rung, next_ring

DUE = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return DUE + timedelta(minutes=minutes)


def unanswered(*rings: tuple[str, float], result: AttemptResult = AttemptResult.NO_ANSWER) -> list[Rung]:
    return [Rung(channel, result, after(minutes)) for channel, minutes in rings]


def test_the_default_ladder() -> None:
    channels = ["speaker", "telegram"]
    assert next_ring([], channels, DUE, after(-1)) == Ring("speaker", DUE)
    assert next_ring(unanswered(("speaker", 0)), channels, DUE, after(1)) == Ring("speaker", after(10))
    twice = unanswered(("speaker", 0), ("speaker", 10))
    assert next_ring(twice, channels, DUE, after(11)) == Ring("speaker", after(30))
    thrice = [*twice, *unanswered(("speaker", 30))]
    assert next_ring(thrice, channels, DUE, after(31)) == Ring("telegram", after(31))
    assert next_ring([*thrice, *unanswered(("telegram", 31))], channels, DUE, after(33)) is None


def test_a_broken_channel_is_left_at_once() -> None:
    rung = unanswered(("speaker", 0), result=AttemptResult.UNAVAILABLE)
    assert next_ring(rung, ["speaker", "console"], DUE, after(0)) == Ring("console", after(0))
    assert next_ring(rung, ["speaker"], DUE, after(0)) is None


def test_long_after_the_hour_it_is_over() -> None:
    assert next_ring(unanswered(("speaker", 0)), ["speaker"], DUE, after(121)) is None


@given(
    channels=st.lists(st.sampled_from(["speaker", "browser", "telegram"]), unique=True, min_size=1),
    retries=st.lists(st.integers(1, 60), max_size=4).map(sorted),
    results=st.lists(st.sampled_from([AttemptResult.NO_ANSWER, AttemptResult.DROPPED, AttemptResult.UNAVAILABLE])),
)
def test_it_always_ends_and_never_goes_back_in_time(
    channels: list[str], retries: list[int], results: list[AttemptResult]
) -> None:
    rung: list[Rung] = []
    now = DUE
    for result in [*results, *([AttemptResult.NO_ANSWER] * 20)]:
        ring = next_ring(rung, channels, DUE, now, retries)
        if ring is None:
            break
        assert ring.at >= now
        now = ring.at + timedelta(seconds=40)
        rung.append(Rung(ring.channel, result, ring.at))
    assert next_ring(rung, channels, DUE, now, retries) is None
    assert len(rung) <= len(channels) + len(retries)
