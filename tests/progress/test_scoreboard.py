"""The scoreboard: made of a person's rows, whatever order they come in, and of what did not count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.progress import resolved, scoreboard
from appliance.records.calls import CallStatus, CallType
from appliance.records.history import Entry, HeldCall, History
from appliance.records.people import Pause
from appliance.records.progress import CommitmentStatus, MetricKind, MetricSource, MetricType
from tests.progress.lives import MONDAY

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CALL, HAND = MetricSource.CALL, MetricSource.MANUAL


def on(offset: int) -> date:
    return MONDAY + timedelta(offset)


def gym(**changes: object) -> MetricType:
    usual = {"user_id": uuid4(), "name": "gym", "kind": MetricKind.HABIT, "created_at": NOON, "ask_in": ["evening"]}
    return MetricType.model_validate({**usual, **changes})


def entry(kind: UUID, day: int, value: float, source: MetricSource = CALL, minute: int = 0, call: str = "a") -> Entry:
    at = NOON + timedelta(days=day, minutes=minute)
    return Entry(kind, on(day), value, source, at, call if source is CALL else "")


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ([(1.0, CALL, 0)], 1.0),
        ([(1.0, CALL, 0), (0.0, CALL, 5)], 0.0),  # what was told later
        ([(0.0, HAND, 0), (1.0, CALL, 5)], 0.0),  # by hand is the last word
        ([(0.0, CALL, 5), (0.5, HAND, 0), (1.0, CALL, 9)], 0.5),
    ],
)
def test_of_several_sources_on_a_day_one_counts(told: list[tuple[float, MetricSource, int]], value: float) -> None:
    kind = uuid4()
    entries = [entry(kind, 0, value, source, minute, call=str(minute)) for value, source, minute in told]
    assert resolved(entries) == {kind: {MONDAY: value}}
    assert resolved(reversed(entries)) == {kind: {MONDAY: value}}


ENTRIES = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([CALL, HAND]), st.integers(0, 3)),
    max_size=60,
)


@given(ENTRIES, st.integers())
def test_the_order_of_entries_does_not_matter(told: list[tuple[int, float, MetricSource, int]], seed: int) -> None:
    kind = gym()
    entries = [entry(kind.id, day, value, source, minute) for day, value, source, minute in told]
    shuffled = Random(seed).sample(entries, len(entries))
    began = {kind.id: MONDAY}
    one, other = (scoreboard(History((kind,), began, tuple(each)), on(31)).scores[0] for each in (entries, shuffled))
    assert (one.strength, one.streak, one.rates) == (other.strength, other.streak, other.rates)


def scored(rest: dict[str, Any], days: int = 10) -> tuple[int, float]:
    """Current streak and strength of a habit done on all days but 5 and 6; `rest` of a history, skips by day."""
    kind = gym()
    values = tuple(entry(kind.id, day, 1.0) for day in range(days) if day not in (5, 6))
    parts = {**rest, "skips": tuple((kind.id, on(day)) for day in rest.get("skips", ()))}
    calls = rest.get("calls", ())
    parts["calls"] = tuple(HeldCall(on(day), CallType(call_type), CallStatus(end)) for day, call_type, end in calls)
    board = scoreboard(History((kind,), {kind.id: MONDAY}, values, **parts), on(days))
    return board.scores[0].streak.current, board.scores[0].strength


def test_days_that_were_missed_break_it() -> None:
    streak, strength = scored({})
    assert streak == 3
    assert strength < 1 - 0.5 ** (8 / 13)


@pytest.mark.parametrize(
    ("history", "excused"),
    [
        ({"skips": [5, 6]}, True),
        ({"skips": [5]}, False),
        ({"pauses": (Pause(from_day=on(5), until_day=on(6), created_at=NOON),)}, True),
        ({"pauses": (Pause(from_day=on(5), until_day=on(5), created_at=NOON),)}, False),
        ({"spared": frozenset([on(5), on(6)])}, True),
        ({"calls": [(5, "evening", "missed_offline"), (6, "evening", "skipped")]}, True),
        ({"calls": [(5, "evening", "missed_offline"), (6, "evening", "missed")]}, False),
        ({"calls": [(5, "morning", "missed_offline"), (6, "morning", "missed_offline")]}, False),  # does not ask for it
        ({"calls": [(5, "evening", "missed_offline"), (5, "evening", "partial"), (6, "evening", "skipped")]}, False),
    ],
)
def test_what_excuses_a_day(history: dict[str, Any], excused: bool) -> None:
    streak, strength = scored(history)
    assert (streak == 8) is excused
    assert (strength == pytest.approx(1 - 0.5 ** (8 / 13))) is excused


def test_a_pause_without_an_end_freezes_until_today() -> None:
    kind = gym()
    pause = Pause(from_day=on(3), created_at=NOON)
    values = tuple(entry(kind.id, day, 1.0) for day in range(3))
    board = scoreboard(History((kind,), {kind.id: MONDAY}, values, pauses=(pause,)), on(400))
    assert board.scores[0].streak.current == 3
    assert board.scores[0].strength == pytest.approx(1 - 0.5 ** (3 / 13))


def test_calls_and_promises_are_shares_of_what_was_up_to_the_person() -> None:
    ends = ["completed", "partial", "missed", "skipped", "paused", "missed_offline", "cancelled"]
    calls = tuple(HeldCall(on(0), CallType.EVENING, CallStatus(end)) for end in ends)
    became = ["kept", "broken", "dropped", "open", "kept"]
    promises = tuple((on(day), CommitmentStatus(end)) for day, end in enumerate(became))
    board = scoreboard(History(calls=calls, promises=promises), on(6))
    assert (board.answered[7].some, board.answered[7].of) == (2, 3)
    assert (board.kept[7].some, board.kept[7].of) == (2, 3)
    later = scoreboard(History(calls=calls, promises=promises), on(8))
    assert later.answered[7].rate is None
    assert (later.kept[7].some, later.kept[7].of) == (1, 1)


def test_what_is_archived_or_has_nothing_to_reach_has_no_score() -> None:
    kinds = (gym(archived_at=NOON), gym(name="weight", kind="number"), gym(name="pages", kind="number", target=10.0))
    board = scoreboard(History(kinds, dict.fromkeys([kind.id for kind in kinds], MONDAY)), on(3))
    assert [score.metric.name for score in board.scores] == ["pages"]
    assert [kind.name for kind in board.unscored] == ["weight"]
